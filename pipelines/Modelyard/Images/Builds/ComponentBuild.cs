using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Execution;
using Modelyard.Running.Keys;
using Modelyard.Running.Store;

namespace Modelyard.Images.Builds;

/// <summary>
/// Builds components in C# from the copies that their steps run from, outside any step, once: the published program is a tree of
/// the store, found by <c>builds/&lt;digest of what it was made from&gt;.tree</c>.
/// </summary>
public sealed class ComponentBuild(YardStore store, DotnetSdk sdk, TimeProvider time) : IProgramBuilds
{
    private const int Format = 1;
    private const int ErrorsShown = 5;

    private readonly HostCommands _commands = new(time);

    /// <inheritdoc/>
    /// <exception cref="YardException">YARD7012, YARD7013: it does not compile, or asks for packages beyond its runtime's.</exception>
    public async Task<string> ProgramOfAsync(string folder, StepRuntime runtime, StepCode code, CancellationToken cancellation)
    {
        var key = CanonicalJson.Digest(new JsonObject
        {
            ["format"] = Format,
            ["component"] = code.ComponentTree,
            ["runtime"] = code.RuntimeTree,
            ["lock"] = runtime.Lock.ToString(),
            ["platform"] = StepKey.Platform,
        });
        if (Find(key) is { } known) return known;
        using var only = await store.Builds.LockAsync(key, time, cancellation);
        if (Find(key) is { } meanwhile) return meanwhile;

        var place = store.Staging.NewFolder("build");
        try
        {
            var program = Path.Combine(place, "program");
            await PublishAsync(folder, runtime, code, Path.Combine(place, "pipelines"), program, cancellation);
            var tree = store.Objects.Commit(program);
            store.Builds.Commit(key, tree.Digest);
            return store.Objects.PathOf(tree.Digest);
        }
        finally
        {
            StagingArea.Remove(place);
        }
    }

    private string? Find(Digest key) => store.Builds.Find(key) is { } tree && store.Objects.Verify(tree) ? store.Objects.PathOf(tree) : null;

    // Laid out as in the repository, so that a project's relative paths lead to its runtime.
    private async Task PublishAsync(string folder, StepRuntime runtime, StepCode code, string pipelines, string program, CancellationToken cancellation)
    {
        var name = Path.GetFileName(folder);
        var component = Path.Combine(pipelines, "Components", name);
        BuildFolder.Copy(code.Runtime, Path.Combine(pipelines, "Runtimes", runtime.Name));
        BuildFolder.Copy(code.Component, component);
        BuildFolder.Close(pipelines);
        var project = ProjectOf(name, runtime.Name, component);
        var command = new Command(
            sdk.Program,
            "publish", project, "-c", "Release", "-o", program, "-v:minimal", "-nodeReuse:false",
            "-p:RestorePackagesWithLockFile=true", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false",
            "-p:DebugType=none", $"-p:PathMap={pipelines}=/_")
        {
            Environment = BuildFolder.Environment(sdk, Path.Combine(store.Root, "setup", "dotnet")),
        };
        var result = await _commands.RunAsync(command, onLine: null, cancellation);
        if (!result.Succeeded) throw new YardException(Problems(folder, result, pipelines));

        var brought = PackageLock.Read(Path.Combine(component, PackageLock.FileName))
            .Where(package => !runtime.Packages.TryGetValue(package.Key, out var version) || version != package.Value)
            .Select(package => $"{package.Key} {package.Value}")
            .ToList();
        if (brought.Count == 0) return;
        throw RuntimeCodes.PackagesBeyondRuntime.Failure(
            $"component {name} brings packages that its runtime {runtime.Name} does not have: {string.Join(", ", brought)}",
            $"name them in pipelines/Runtimes/{runtime.Name}/Packages.props, so that the runtime's lock tells them",
            new SourcePosition($"{folder}/{Path.GetFileName(project)}"));
    }

    private static string ProjectOf(string name, string runtime, string component)
    {
        if (Directory.EnumerateFiles(component, "*.csproj").Order(StringComparer.Ordinal).FirstOrDefault() is { } own) return own;
        // Plain .cs files: the project that a component's author would have written.
        var project = Path.Combine(component, $"{name}.csproj");
        File.WriteAllText(project, $"<Project Sdk=\"Microsoft.NET.Sdk\">\n  <Import Project=\"../../Runtimes/{runtime}/{RuntimePackages.Props}\" />\n</Project>\n");
        return project;
    }

    private static IReadOnlyList<Diagnostic> Problems(string folder, CommandResult result, string pipelines)
    {
        var name = Path.GetFileName(folder);
        var errors = CompilerOutput.Errors(result.Output, pipelines);
        if (errors.Count == 0)
        {
            return [RuntimeCodes.DoesNotCompile.Error(new SourcePosition(folder), $"component {name}: dotnet publish ended with code {result.ExitCode}: {result.LastLine}")];
        }

        var more = errors.Count > ErrorsShown ? $"and {errors.Count - ErrorsShown} more errors" : null;
        return [.. errors.Take(ErrorsShown).Select((error, index) => RuntimeCodes.DoesNotCompile.Error(
            InRepository(error.Where), $"component {name}: {error.Code}: {error.Message}", index == ErrorsShown - 1 ? more : null))];

        // A model's own component is built where shared ones are, but is somewhere else.
        SourcePosition? InRepository(SourcePosition? where) => where?.File.StartsWith($"pipelines/Components/{name}/", StringComparison.Ordinal) == true
            ? where with { File = folder + where.File[$"pipelines/Components/{name}".Length..] }
            : where;
    }
}
