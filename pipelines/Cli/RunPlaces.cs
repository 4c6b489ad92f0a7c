using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Images.Builder;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Containers;
using Modelyard.Running.Execution;
using Modelyard.Versions;

namespace Modelyard.Cli;

/// <summary>Where <c>run</c> and <c>up</c> let steps and servers run: <c>--on</c>.</summary>
internal static class RunPlaces
{
    public const string Local = "local";
    public const string Container = "container";
    public const string Kubernetes = "kubernetes";

    /// <summary>The option, the same for every verb that has it.</summary>
    /// <param name="cluster">Whether the verb can do it on a cluster too.</param>
    public static Option<string> Option(bool cluster = false)
    {
        var option = new Option<string>("--on")
        {
            Description = "local: as processes of this machine, on runtimes that are installed here. container: each step and server in its image, by podman or docker; "
                + "images are built without a daemon when something changed, and the machine needs no Python of its own."
                + (cluster ? " kubernetes: each step as a Job of the environment's cluster, with the store on its volume." : ""),
            HelpName = "PLACE",
            DefaultValueFactory = _ => Local,
        };
        option.AcceptOnlyFromAmong(cluster ? [Local, Container, Kubernetes] : [Local, Container]);
        return option;
    }

    /// <summary>Makes the place ready for these models, and tells what is not as it should be.</summary>
    /// <param name="served">Versions that are served there beside what these models train.</param>
    public static async Task<IRunPlace> OpenAsync(string on, Workspace workspace, IReadOnlyList<string> models, IReadOnlyList<VersionManifest> served, Output output, CancellationToken cancellation)
    {
        var notes = new Notes(output);
        if (on == Local)
        {
            var provision = await workspace.ProvisionAsync(models, served, notes, cancellation);
            output.Problems(provision.Warnings);
            return new ProcessPlace(workspace, provision);
        }

        // The data that sources read is the host's, and components in C# are compiled here; the rest is in the images.
        var provisioner = new RuntimeProvisioner(workspace.Store.Root, workspace.Time);
        var needs = RuntimeNeeds.Of(workspace.Repository, models).Serving(workspace.Repository, served.Select(version => version.Serving.Runtime));
        var ready = await provisioner.ProvisionAsync(needs with { Runtimes = [.. needs.Runtimes.Where(runtime => runtime.Language == "dotnet")] }, notes, cancellation);
        // What models bring is installed by this machine's Python, from which images take it.
        var environments = await ModelImages.EnvironmentsAsync(workspace, models, notes, cancellation);
        var here = await provisioner.FindAsync(needs, cancellation);
        var builder = new ImageBuilder(workspace, "", ready.Runtimes, reference => ImagePublication.Open(reference, workspace.Time), notes, environments);
        return new ContainerPlace(workspace, new BuiltImages(builder), new ContainerHost(workspace.Store, workspace.Time), here?.Runtimes ?? ready.Runtimes);
    }
}
