using System.Globalization;
using System.Text.Json;
using Modelyard.Bench.Measuring;
using Modelyard.Bench.Planning;

namespace Modelyard.Bench.Packaging;

/// <summary>A repository with one model whose weights are as large as asked for, on Debian's bare Python; and the yard that works on it.</summary>
internal sealed class WeightyRepository : IDisposable
{
    private const string Model = "model-0001";

    private readonly GeneratedRepository _repository = new(1, folder: null);
    private int _edits;

    public WeightyRepository()
    {
        var files = Path.Combine(AppContext.BaseDirectory, "Packaging", "Repository");
        foreach (var file in (string[])["component.yaml", "constant_step.py"]) File.Copy(Path.Combine(files, file), Path.Combine(Root, "pipelines", "Components", "constant", file), overwrite: true);
        File.WriteAllText(Path.Combine(Root, "pipelines", "Runtimes", "images.yaml"), "bases:\n  python: { description: Bare., debian: { suite: bookworm, packages: [python3] } }\nruntimes: { tiny: python }\n");
    }

    public string Root => _repository.Root;

    public string Store => Path.Combine(Root, ".yard");

    /// <summary>Trains a version with so much weight; one that was trained before is found.</summary>
    public async Task<TrainedVersion> TrainAsync(int megabytes)
    {
        var file = Path.Combine(Root, "models", Model, "model.yaml");
        var lines = File.ReadAllLines(file).Select(line => !line.Contains("constant: {", StringComparison.Ordinal) ? line
            : string.Create(CultureInfo.InvariantCulture, $"{line[..line.IndexOf("with:", StringComparison.Ordinal)]}with: {{ id: 1, megabytes: {megabytes} }} }}"));
        File.WriteAllLines(file, lines.ToArray());
        await YardAsync("run", Model);
        using var shown = JsonDocument.Parse(await YardAsync("show", $"{Model}@newest", "--json"));
        var digest = shown.RootElement.GetProperty("version").GetProperty("artifact").GetProperty("digest").GetString()!.Split(':')[1];
        return new TrainedVersion(shown.RootElement.GetProperty("name").GetString()!, Path.Combine(Store, "objects", digest[..2], digest));
    }

    /// <summary>Adds one line to the code of the model's estimator; what it fits stays the same.</summary>
    public void EditCode() =>
        File.AppendAllText(Path.Combine(Root, "pipelines", "Components", "constant", "constant_step.py"), string.Create(CultureInfo.InvariantCulture, $"# edit {++_edits}\n"));

    /// <summary>Builds and pushes the runtime that servers stand on.</summary>
    public async Task<IReadOnlyList<BuiltImage>> RuntimeAsync(string registry) => Images(await YardAsync("build", "--runtime", "tiny", "--push", $"{registry}/yard", "--json"));

    /// <summary>Builds and pushes the images that serve a version.</summary>
    public async Task<IReadOnlyList<BuiltImage>> BuildAsync(TrainedVersion version, string packaging, string registry) =>
        Images(await YardAsync("build", $"{Model}@{version.Name}", "--packaging", packaging, "--push", $"{registry}/yard", "--json"));

    public void Dispose() => _repository.Dispose();

    private Task<string> YardAsync(params IEnumerable<string> arguments) => Commands.RunAsync(Root, Sources.PathOf("yard"), [.. arguments, "--root", Root]);

    private static List<BuiltImage> Images(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("images").EnumerateArray().Select(image =>
        {
            // podman takes a name with a digest, or with a tag, and not with both.
            var (name, digest) = (image.GetProperty("reference").GetString()!, image.GetProperty("digest").GetString()!);
            var repository = name[..name.IndexOf('@', StringComparison.Ordinal)];
            return new BuiltImage(image.GetProperty("kind").GetString()!, $"{repository[..repository.LastIndexOf(':')]}@{digest}");
        })];
    }
}

/// <param name="Kind"><c>server</c>, <c>weights</c> or <c>runtime</c>.</param>
/// <param name="Reference">By digest, in the registry.</param>
internal sealed record BuiltImage(string Kind, string Reference);

/// <param name="Name"><c>dev3</c>.</param>
/// <param name="Artifact">Folder of the store.</param>
internal sealed record TrainedVersion(string Name, string Artifact);
