using System.Diagnostics;
using System.Globalization;
using Modelyard.Bench.Measuring;
using Modelyard.Bench.Planning;

namespace Modelyard.Bench.Images;

/// <summary>
/// One line of a component's code changes; its image, on a base of half a gigabyte, is built and pushed to a registry on this machine that has all the rest. Against
/// buildah with its cache of layers, and against the .NET SDK's own publishing of a program of one line on the same base. Each contender's first build is not counted.
/// </summary>
internal static class BuildBench
{
    private const int BaseMegabytes = 500;

    public static async Task<int> RunAsync(int turns)
    {
        using var repository = new GeneratedRepository(1, folder: null);
        using var registry = await LocalRegistry.StartAsync(Path.Combine(repository.Root, "registry"));
        // The .NET SDK takes no address for one without TLS unless it is told so.
        Environment.SetEnvironmentVariable("DOTNET_CONTAINER_INSECURE_REGISTRIES", registry.Host);
        Console.Error.WriteLine("a base of 500 MB, and the first build of each contender …");
        var contenders = await PrepareAsync(repository.Root, registry.Host);
        foreach (var contender in contenders) await TimeAsync(repository.Root, contender, turn: 0);
        var seconds = contenders.Select(_ => new List<double>()).ToList();
        for (var turn = 1; turn <= turns; turn++)
        {
            foreach (var (index, contender) in contenders.Index()) seconds[index].Add(await TimeAsync(repository.Root, contender, turn));
            Console.Error.WriteLine($"turn {turn} of {turns}: {string.Join("  ", seconds.Select(one => $"{one[^1]:0.000} s"))}");
        }

        Console.WriteLine($"| one changed line, {BaseMegabytes} MB base, warm registry, {turns} turns | median s | yard / it (least to greatest) |");
        Console.WriteLine("|---|---|---|");
        foreach (var (index, contender) in contenders.Index())
        {
            var pairs = new Pairs(seconds[0], seconds[index]);
            var (least, greatest) = pairs.Spread;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {contender.Name} | {Pairs.Median(seconds[index]):0.000} | {pairs.Ratio:0.000} ({least:0.000} to {greatest:0.000}) |"));
        }

        return 0;
    }

    private static async Task<IReadOnlyList<Contender>> PrepareAsync(string root, string registry)
    {
        var digest = BaseLayout.Write(Path.Combine(root, "base"), BaseMegabytes);
        File.AppendAllText(Path.Combine(root, ".gitignore"), "base/\nregistry/\npeer/\n");
        File.WriteAllText(Path.Combine(root, "pipelines", "Runtimes", "images.yaml"), $"bases:\n  base: {{ description: Large., layout: base, digest: \"{digest}\" }}\nruntimes: {{ tiny: base }}\n");
        await Commands.RunAsync(root, "skopeo", ["copy", "-q", "--dest-tls-verify=false", $"oci:{root}/base:base", $"docker://{registry}/base:base"]);

        var component = Path.Combine("pipelines", "Components", "constant", "constant_step.py");
        File.WriteAllText(Path.Combine(root, "peer.containerfile"), $"FROM {registry}/base:base\nCOPY pipelines/Runtimes/tiny /yard/runtime\nCOPY pipelines/Components/constant /yard/component\n");
        Directory.CreateDirectory(Path.Combine(root, "peer"));
        File.WriteAllText(Path.Combine(root, "peer", "peer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerRegistry>{registry}</ContainerRegistry>
                <ContainerRepository>peer</ContainerRepository>
                <ContainerBaseImage>{registry}/base:base</ContainerBaseImage>
                <ContainerUser>65532</ContainerUser>
              </PropertyGroup>
            </Project>
            """);
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"]) File.WriteAllText(Path.Combine(root, "peer", file), "<Project />\n");
        return
        [
            new Contender("`yard build --push`", component, "# {0}\n", [[Sources.PathOf("yard"), "build", "model-0001", "--root", root, "--push", $"{registry}/yard"]]),
            new Contender("`buildah build --layers`, `buildah push`", component, "# {0}\n",
            [
                ["buildah", "build", "-q", "--layers", "--tls-verify=false", "-f", "peer.containerfile", "-t", $"{registry}/buildah:bench", "."],
                ["buildah", "push", "-q", "--tls-verify=false", "--disable-compression", $"{registry}/buildah:bench"],
            ]),
            new Contender("`dotnet publish -t:PublishContainer`", Path.Combine("peer", "Program.cs"), "// {0}\n", [["dotnet", "publish", "peer/peer.csproj", "-t:PublishContainer", "-c", "Release", "-v:q", "-nologo", "--no-self-contained"]]),
        ];
    }

    private static async Task<double> TimeAsync(string root, Contender contender, int turn)
    {
        var file = Path.Combine(root, contender.File);
        if (!File.Exists(file)) File.WriteAllText(file, "System.Console.WriteLine(1);\n");
        File.AppendAllText(file, string.Format(CultureInfo.InvariantCulture, contender.Line, $"turn {turn} of {contender.Name}"));
        var started = Stopwatch.GetTimestamp();
        foreach (var command in contender.Commands) await Commands.RunAsync(root, command[0], command[1..]);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <param name="File">What it edits before each turn.</param>
    /// <param name="Line">What is appended; <c>{0}</c> differs each time.</param>
    private sealed record Contender(string Name, string File, string Line, IReadOnlyList<string[]> Commands);
}
