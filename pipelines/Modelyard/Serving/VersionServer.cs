using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Specs.Requirements;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>Makes the definition of the server that answers for a version on this machine.</summary>
/// <param name="environments">Makes what a version needs whose model brings packages.</param>
public sealed class VersionServer(YardStore store, ProgramFolders programs, IReadOnlyDictionary<string, ProvisionedRuntime> runtimes, ModelEnvironments environments) : IVersionServers
{
    /// <summary>The server of a version.</summary>
    /// <param name="name">What answers call the version: <c>dev3</c>.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">A package that the version needs cannot be installed.</exception>
    public async Task<ServerDefinition> DefineAsync(VersionManifest version, string name, CancellationToken cancellation)
    {
        var runtime = runtimes[version.Serving.Runtime];
        var serves = runtime.Spec.Serves!;
        var program = programs.Of(serves.Program);
        var words = CommandLine.Split(serves.Command).Select(word => word.Replace("{program}", program, StringComparison.Ordinal)).ToList();
        var environment = await EnvironmentAsync(version, name, runtime, cancellation);
        if ((environment?.Interpreter ?? runtime.Interpreter) is { } interpreter && words[0] == "python3") words[0] = interpreter;
        return new ServerDefinition
        {
            Model = version.Model,
            VersionName = name,
            Identity = version.Identity,
            ArtifactFolder = store.Objects.PathOf(version.Artifact.Digest),
            FileName = words[0],
            Arguments = words[1..],
            Environment = VariablesOf(runtime, environment, program, Path.Combine(store.Servers, "home")),
            Workers = version.Serving.Workers,
        };
    }

    // By what the artifact says, which may be older than the model's file.
    private async Task<ModelEnvironment?> EnvironmentAsync(VersionManifest version, string name, ProvisionedRuntime runtime, CancellationToken cancellation)
    {
        var file = ArtifactAssembly.RequirementsIn(store.Objects.PathOf(version.Artifact.Digest));
        if (!File.Exists(file)) return null;
        return await environments.OfAsync(RequirementsFile.OfArtifact($"{version.Model}@{name}", file), [runtime], new Progress<string>(), cancellation);
    }

    private static SortedDictionary<string, string> VariablesOf(ProvisionedRuntime runtime, ModelEnvironment? own, string program, string home)
    {
        // Libraries keep what they like in a home; theirs is not the user's.
        Directory.CreateDirectory(home);
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{(own is null ? "" : Path.GetDirectoryName(own.Interpreter) + ":")}/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = home,
            ["LANG"] = "C.UTF-8",
        };
        if (runtime.Spec.Language == "python")
        {
            environment["PYTHONPATH"] = program;
            environment["PYTHONDONTWRITEBYTECODE"] = "1";
        }
        else if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } dotnet)
        {
            environment["DOTNET_ROOT"] = dotnet;
        }

        foreach (var (name, value) in runtime.Environment) environment[name] = value;
        return environment;
    }
}
