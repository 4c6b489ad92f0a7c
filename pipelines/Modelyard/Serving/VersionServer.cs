using Modelyard.Images.Runtimes;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>Makes the definition of the server that answers for a version on this machine.</summary>
public sealed class VersionServer(YardStore store, ProgramFolders programs, IReadOnlyDictionary<string, ProvisionedRuntime> runtimes) : IVersionServers
{
    /// <inheritdoc/>
    public Task<ServerDefinition> DefineAsync(VersionManifest version, string name, CancellationToken cancellation) => Task.FromResult(Define(version, name));

    /// <summary>The server of a version.</summary>
    /// <param name="name">What answers call the version: <c>dev3</c>.</param>
    public ServerDefinition Define(VersionManifest version, string name)
    {
        var runtime = runtimes[version.Serving.Runtime];
        var serves = runtime.Spec.Serves!;
        var program = programs.Of(serves.Program);
        var words = CommandLine.Split(serves.Command).Select(word => word.Replace("{program}", program, StringComparison.Ordinal)).ToList();
        if (runtime.Interpreter is not null && words[0] == "python3") words[0] = runtime.Interpreter;
        return new ServerDefinition
        {
            Model = version.Model,
            VersionName = name,
            Identity = version.Identity,
            ArtifactFolder = store.Objects.PathOf(version.Artifact.Digest),
            FileName = words[0],
            Arguments = words[1..],
            Environment = EnvironmentOf(runtime, program, Path.Combine(store.Servers, "home")),
            Workers = version.Serving.Workers,
        };
    }

    private static SortedDictionary<string, string> EnvironmentOf(ProvisionedRuntime runtime, string program, string home)
    {
        // Libraries keep what they like in a home; theirs is not the user's.
        Directory.CreateDirectory(home);
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
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
