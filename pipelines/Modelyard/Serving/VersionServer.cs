using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Serving.Forking;
using Modelyard.Serving.TensorFlow;
using Modelyard.Versions;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Serving;

/// <summary>Makes the definition of the server that answers for a version on this machine.</summary>
/// <param name="environments">Makes what a version needs whose model brings packages.</param>
/// <param name="debian">Says whether the packages of Debian that it needs are here.</param>
/// <param name="forks">Is told which servers to expect.</param>
public sealed class VersionServer(
    YardStore store, ProgramFolders programs, IReadOnlyDictionary<string, ProvisionedRuntime> runtimes, ModelEnvironments environments, DebianHost debian, ForkServers forks) : IVersionServers
{
    /// <summary>The server of a version.</summary>
    /// <param name="name">What answers call the version: <c>dev3</c>.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">A package that the version needs cannot be installed.</exception>
    public async Task<ServerDefinition> DefineAsync(VersionManifest version, string name, CancellationToken cancellation)
    {
        var runtime = runtimes[version.Serving.Runtime];
        if (ArtifactAssembly.DebianOf(store, version, name) is { } needed) await debian.VersionsAsync([needed], cancellation);
        var command = CommandOf(runtime, await EnvironmentAsync(version, name, runtime, cancellation));
        if (runtime.Spec.Serves!.Kind == SavedModel.Kind) command = BesideTensorFlow(command, version);
        return new ServerDefinition
        {
            Model = version.Model,
            VersionName = name,
            Identity = version.Identity,
            ArtifactFolder = store.Objects.PathOf(version.Artifact.Digest),
            FileName = command.FileName,
            Arguments = command.Arguments,
            Environment = command.Environment,
            Workers = version.Serving.Workers,
            Fork = command.Fork,
        };
    }

    /// <inheritdoc/>
    public void Expect(IEnumerable<string> names) => forks.Warm(
    [
        .. names.Distinct().Select(runtimes.GetValueOrDefault).Where(runtime => runtime?.Spec.Serves is not null).Select(runtime => CommandOf(runtime!, own: null).Fork).OfType<ForkKind>(),
    ]);

    private ServerCommand CommandOf(ProvisionedRuntime runtime, ModelEnvironment? own)
    {
        var serves = runtime.Spec.Serves!;
        var program = programs.Of(serves.Program);
        var words = CommandLine.Split(serves.Command).Select(word => word.Replace("{program}", program, StringComparison.Ordinal)).ToList();
        if ((own?.Interpreter ?? runtime.Interpreter) is { } interpreter && words[0] == "python3") words[0] = interpreter;
        var environment = VariablesOf(runtime, own, program, Path.Combine(store.Servers, "home"));
        return new ServerCommand(words[0], words[1..], environment, serves.Preload.Count > 0 ? new ForkKind(words[0], environment, serves.Preload) : null);
    }

    // The server of Python, started by what starts TensorFlow Serving first and ends with either.
    private static ServerCommand BesideTensorFlow(ServerCommand server, VersionManifest version) => server with
    {
        Arguments = ["-m", "flask_server.beside_tensorflow", TensorFlowProgram.Find(version), $"{TensorFlowProgram.NumberOf(version.Identity)}", server.FileName, .. server.Arguments],
        Fork = null,
    };

    private async Task<ModelEnvironment?> EnvironmentAsync(VersionManifest version, string name, ProvisionedRuntime runtime, CancellationToken cancellation) =>
        ArtifactAssembly.RequirementsOf(store, version, name) is { } requirements ? await environments.OfAsync(requirements, [runtime], new Progress<string>(), cancellation) : null;

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

    private sealed record ServerCommand(string FileName, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, ForkKind? Fork);
}
