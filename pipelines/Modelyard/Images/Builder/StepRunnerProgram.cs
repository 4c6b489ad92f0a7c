using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Builds;
using Modelyard.Images.Layers;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Keys;
using Modelyard.Running.Store;

namespace Modelyard.Images.Builder;

/// <summary>The StepRunner as images have it: one file without .NET, compiled ahead of time from its sources, once for each state of these.</summary>
public sealed class StepRunnerProgram(YardStore store, ProgramFolders programs, TimeProvider time)
{
    private const int Format = 1;
    private const string Name = "yard-step";

    /// <summary>Its layer.</summary>
    /// <exception cref="Diagnostics.YardException">YARD7141.</exception>
    public async Task<LayerRecipe> RecipeAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        var tree = await TreeAsync(progress, cancellation);
        return new LayerRecipe(
            "StepRunner",
            new JsonObject { ["object"] = tree.ToString(), ["place"] = ImagePlaces.StepRunner },
            () => new LayerContent([FileOf(tree)]));
    }

    private LayerEntry FileOf(Digest tree)
    {
        var file = Path.Combine(store.Objects.PathOf(tree), Name);
        return LayerEntry.File(ImagePlaces.InLayer(ImagePlaces.StepRunner), executable: true, EntryContent.Of(file, new FileInfo(file).Length));
    }

    private async Task<Digest> TreeAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        var project = programs.StepRunnerProject ?? throw BuilderCodes.RunnerNotPublished.Failure("the sources of the StepRunner are not on this machine", "build with the yard of a clone of Modelyard");
        var sdk = DotnetSdk.Find() ?? throw BuilderCodes.RunnerNotPublished.Failure("no .NET SDK was found", "install the .NET 10 SDK");
        var key = KeyOf(project, sdk);
        if (Find(key) is { } known) return known;
        using var only = await store.Builds.LockAsync(key, time, cancellation);
        if (Find(key) is { } meanwhile) return meanwhile;

        var place = store.Staging.NewFolder("runner");
        try
        {
            var log = Path.Combine(store.Root, "setup", "runner.log");
            var journal = new SetupJournal(log, new HostCommands(time), progress, time);
            journal.Say("compiling the StepRunner of images ahead of time (once, about 30 s)");
            var output = Path.Combine(place, "output");
            var command = new Command(
                sdk.Program,
                "publish", project, "-c", "Release", "-o", output, "--artifacts-path", Path.Combine(place, "artifacts"), "-v:minimal", "-nodeReuse:false",
                "-p:PublishAot=true", "-p:UseCurrentRuntimeIdentifier=true", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false",
                "-p:EnforceCodeStyleInBuild=false", "-p:InvariantGlobalization=true", "-p:IlcGenerateStackTraceData=true", $"-p:CppCompilerAndLinker={Compiler()}")
            {
                Environment = BuildFolder.Environment(sdk, Path.Combine(store.Root, "setup", "dotnet")),
            };
            var result = await journal.RunAsync(command, cancellation);
            if (!result.Succeeded)
            {
                var errors = CompilerOutput.Errors(result.Output, place).Take(3).Select(error => $"{error.Code}: {error.Message}").DefaultIfEmpty(result.LastLine);
                throw BuilderCodes.RunnerNotPublished.Failure(string.Join("; ", errors), $"the whole output is in {log}");
            }

            var program = Path.Combine(place, "program");
            Directory.CreateDirectory(program);
            File.Move(Path.Combine(output, Name), Path.Combine(program, Name));
            var tree = store.Objects.Commit(program);
            store.Builds.Commit(key, tree.Digest);
            return tree.Digest;
        }
        finally
        {
            StagingArea.Remove(place);
        }
    }

    private Digest? Find(Digest key) => store.Builds.Find(key) is { } tree && store.Objects.Find(tree) ? tree : null;

    private static string Compiler() => SearchPath.Folders.Any(folder => File.Exists(Path.Combine(folder, "clang"))) ? "clang" : "gcc";

    // All that it is compiled of, and the settings above that.
    internal static Digest KeyOf(string project, DotnetSdk sdk)
    {
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(project)))!;
        var files = ProjectSources.Of(project).Concat([Path.Combine(root, "Directory.Build.props"), Path.Combine(root, "Directory.Packages.props")]);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Where(File.Exists))
        {
            var content = File.ReadAllBytes(file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(root, file)} {content.Length}\n"));
            hash.AppendData(content);
        }

        return CanonicalJson.Digest(new JsonObject
        {
            ["format"] = Format,
            ["runner"] = Convert.ToHexStringLower(hash.GetHashAndReset()),
            ["sdk"] = sdk.Version.ToString(),
            ["platform"] = StepKey.Platform,
        });
    }
}
