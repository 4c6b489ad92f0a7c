using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Images.Builds;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;

namespace Modelyard.Images.Folders;

/// <summary>A project of C#, published by this machine's SDK as the project itself says: for a shared .NET, self-contained, trimmed or compiled ahead of time.</summary>
/// <param name="Folder">What was published.</param>
/// <param name="Host">Its program's name there.</param>
/// <param name="NeedsDotnet">Whether it starts only where .NET is.</param>
internal sealed record DotnetProgram(string Folder, string Host, bool NeedsDotnet)
{
    private const int ErrorsShown = 20;

    /// <summary>Publishes a project. Nothing is written to its folder, and no path of this machine into the program.</summary>
    /// <param name="place">Empty, the store's own.</param>
    /// <param name="told">What messages call the project's folder.</param>
    /// <exception cref="YardException">YARD7128, YARD7153: all that the compiler says.</exception>
    public static async Task<DotnetProgram> PublishAsync(string project, string told, string place, YardStore store, ICommands commands, CancellationToken cancellation)
    {
        var sdk = DotnetSdk.Find() ?? throw Bases.BaseCodes.NoDotnet.Failure("no .NET SDK was found", "install the .NET 10 SDK");
        var output = Path.Combine(place, "program");
        var folder = Path.GetDirectoryName(project)!;
        var command = new Command(
            sdk.Program,
            "publish", project, "-c", "Release", "-o", output, "--artifacts-path", Path.Combine(place, "artifacts"), "-v:minimal", "-nodeReuse:false",
            "-p:UseCurrentRuntimeIdentifier=true", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:DebugType=none", "-p:ContinuousIntegrationBuild=true",
            // Content decides, not the commit that it is in, nor where it lies.
            "-p:IncludeSourceRevisionInInformationalVersion=false", $"-p:PathMap={folder}=/_%2c{place}=/_build")
        {
            Environment = BuildFolder.Environment(sdk, Path.Combine(store.Root, "setup", "dotnet")),
        };
        var result = await commands.RunAsync(command, null, cancellation);
        if (!result.Succeeded) throw new YardException(Problems(result, folder, told));
        var name = await NameAsync(sdk, project, commands, cancellation);
        if (!File.Exists(Path.Combine(output, name))) throw FolderCodes.NotPublished.Failure($"{told}: {Path.GetFileName(project)} is a library: publishing it gave no program {name}", "let it say <OutputType>Exe</OutputType>", new SourcePosition($"{told}/{Path.GetFileName(project)}"));
        return new DotnetProgram(output, name, NeedsShared(Path.Combine(output, $"{name}.runtimeconfig.json")));
    }

    // The apphost has the assembly's name, which only the build knows.
    private static async Task<string> NameAsync(DotnetSdk sdk, string project, ICommands commands, CancellationToken cancellation)
    {
        var asked = await commands.RunAsync(new Command(sdk.Program, "msbuild", project, "-getProperty:AssemblyName", "-nodeReuse:false") { Environment = BuildFolder.Environment(sdk, Path.GetTempPath()) }, null, cancellation);
        return asked.Succeeded && asked.Output.Trim() is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(project);
    }

    // One that brings its .NET includes frameworks, one that does not refers to them; a single file, or one compiled ahead of time, has no such document.
    private static bool NeedsShared(string configuration)
    {
        if (!File.Exists(configuration)) return false;
        using var document = JsonDocument.Parse(File.ReadAllBytes(configuration));
        var options = document.RootElement.GetProperty("runtimeOptions");
        return options.TryGetProperty("framework", out _) || options.TryGetProperty("frameworks", out _);
    }

    private static IReadOnlyList<Diagnostic> Problems(CommandResult result, string folder, string told)
    {
        var errors = CompilerOutput.Errors(result.Output, folder);
        if (errors.Count == 0) return [FolderCodes.NotPublished.Error(new SourcePosition(told), $"{told}: dotnet publish ended with code {result.ExitCode}: {result.LastLine}")];
        return [.. errors.Take(ErrorsShown).Select(error => FolderCodes.NotPublished.Error(
            error.Where is { } where ? where with { File = told + where.File["pipelines".Length..] } : null, $"{error.Code}: {error.Message}"))];
    }
}
