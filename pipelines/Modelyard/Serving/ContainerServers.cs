using Modelyard.Images.Builder;
using Modelyard.Running.Containers;
using Modelyard.Serving.TensorFlow;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>
/// Servers in containers of this machine, from the images of their versions: their model is in the image where it was declared <c>baked</c>, else it is
/// mounted from the store.
/// </summary>
/// <remarks>
/// A server shares this machine's network and listens on its loopback alone: there it finds the gateway and what it calls, and nobody else finds it.
/// </remarks>
public sealed class ContainerServers(Workspace workspace, BuiltImages images, ContainerHost host) : IVersionServers
{
    // What an engine's client looks at; nothing of it reaches the server.
    private static readonly string[] OfClients = ["PATH", "HOME", "USER", "TMPDIR", "DBUS_SESSION_BUS_ADDRESS"];
    private static readonly string[] PrefixesOfClients = ["XDG_", "DOCKER_", "CONTAINER"];

    /// <inheritdoc/>
    public async Task<ServerDefinition> DefineAsync(VersionManifest version, string name, CancellationToken cancellation)
    {
        TensorFlowProgram.RefuseInContainers(workspace.Store, version);
        var image = await images.ServerAsync(version, cancellation);
        var engine = await host.ReadyAsync(image, ["--version"], cancellation);
        List<ContainerMount> mounts = [new(ServerContainer.Document, At: ImagePlaces.Settings)];
        if (version.Serving.Packaging != Packaging.Baked)
        {
            var model = workspace.Store.Objects.PathOf(version.Artifact.Digest);
            engine.User.LetRead([model]);
            mounts.Add(new ContainerMount(model, At: ImagePlaces.Model));
        }

        var run = new ContainerRun
        {
            Name = ServerContainer.Name,
            Image = image,
            Labels = host.Labels,
            Mounts = mounts,
            HostNetwork = true,
            Memory = version.Serving.Memory,
            IsKept = true,
        };
        return new ServerDefinition
        {
            Model = version.Model,
            VersionName = name,
            Identity = version.Identity,
            ArtifactFolder = ImagePlaces.Model,
            FileName = engine.Program,
            Arguments = engine.Run(run),
            Environment = ClientEnvironment(),
            Workers = version.Serving.Workers,
            Container = new ServerContainer(host, engine, engine.LimitsMemory ? version.Serving.Memory : null),
        };
    }

    private static SortedDictionary<string, string> ClientEnvironment()
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (OfClients.Contains(name) || PrefixesOfClients.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))) variables[name] = (string)variable.Value!;
        }

        return variables;
    }
}
