using Modelyard.Cli.Display;
using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Images.Builder;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Kubernetes;
using Modelyard.Specs;

namespace Modelyard.Cli;

/// <summary><c>run --on kubernetes</c>: plans here, runs there, shows it as if it were here.</summary>
/// <param name="environment">The environment; none: the only one that may be meant.</param>
/// <param name="cancels">Whether an interrupt ends the run; else it goes on without us.</param>
/// <param name="logs">Whether the lines of steps are shown as they are written.</param>
/// <param name="share">Where entries go when it is over.</param>
internal sealed class ClusterTraining(Workspace workspace, string? environment, bool cancels, bool logs, SharePlan? share, Output output)
{
    private static readonly Digest Unknown = new(new string('0', 64));

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> models, string command, CancellationToken cancellation)
    {
        var place = ClusterEnvironment.Of(workspace.Repository, environment);
        using var cluster = await ClusterConnection.OpenAsync(place.Training.Context, place.Training.Namespace, cancellation: cancellation);
        var claim = await StoreClaim.FindAsync(cluster, place, cancellation);
        var all = CalledModels.With(workspace.Repository, models);
        var (plan, image) = await PlanAsync(place, models, all, command, claim.OneNode, cancellation);
        var graph = StepGraphBuilder.Build(workspace.Repository, all, call => new CalledVersion(call.Model, Unknown));
        var end = await RunDisplay.ShowAsync(output.Progress, workspace.Time, (observer, note) => FollowAsync(cluster, plan, image, graph, observer, note, cancellation));
        // They are the candidates' current versions: who gives numbers after this takes them from the registry.
        foreach (var version in end.Versions ?? []) workspace.Versions.MakeCurrent(version);
        output.Problems(end.Problems!.Select(problem => problem.ToDiagnostic()));
        if (output.IsJson) output.Json(end.Result!);
        else foreach (var line in end.Lines!) output.Line(line);
        return end.ExitCode!.Value;
    }

    private async Task<DriverEvent> FollowAsync(ClusterConnection cluster, ClusterPlan plan, string image, StepGraph graph, IRunObserver observer, Action<string> note, CancellationToken cancellation)
    {
        var session = new DriverSession(cluster, plan, graph, observer, note, (step, line) => { if (logs) note($"{step} | {line}"); });
        try
        {
            return await session.RunAsync(image, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (cancels)
            {
                await session.CancelAsync(CancellationToken.None);
                note($"{session.Job} and the steps that only it wants are ended");
            }
            else if (session.Job is { } job)
            {
                note($"{job} goes on; the same command attaches to it again, and with --on-interrupt cancel another Ctrl-C ends it");
            }

            throw;
        }
    }

    private async Task<(ClusterPlan Plan, string Image)> PlanAsync(
        ClusterEnvironment place, IReadOnlyList<string> models, IReadOnlyList<string> all, string command, bool oneNode, CancellationToken cancellation)
    {
        var notes = new Notes(output);
        var dotnet = await ModelImages.ProvisionAsync(workspace, all, notes, cancellation);
        var environments = await ModelImages.EnvironmentsAsync(workspace, all, notes, cancellation);
        var builder = new ImageBuilder(workspace, "", dotnet, reference => ImagePublication.Open(reference, workspace.Time), notes, environments);
        var maker = new PlanMaker(workspace, builder, new ImagePublication(workspace, place.Registry), place, graph => ReadAsync(graph, all, builder, command, cancellation));
        return await maker.MakeAsync(models, command, oneNode, share, cancellation);
    }

    // Sources are read by processes where these make the keys that images would, else in containers of this machine.
    private async Task<RunOutcome> ReadAsync(StepGraph graph, IReadOnlyList<string> models, ImageBuilder builder, string command, CancellationToken cancellation)
    {
        var readers = graph.Nodes.Select(node => node.Component.Spec.Runtime).ToHashSet(StringComparer.Ordinal);
        var provisioner = new RuntimeProvisioner(workspace.Store.Root, workspace.Time);
        var needs = RuntimeNeeds.Of(workspace.Repository, models);
        var here = await provisioner.FindAsync(needs with { Runtimes = [.. needs.Runtimes.Where(runtime => readers.Contains(runtime.Name))] }, cancellation);
        var isAlike = here is not null;
        foreach (var name in readers) isAlike = isAlike && here!.Runtimes.GetValueOrDefault(name)?.Lock.Digest == (await builder.Runtimes.OfAsync(name, cancellation)).Lock.Digest;
        var on = isAlike ? RunPlaces.Local : RunPlaces.Container;
        using var place = await RunPlaces.OpenAsync(on, workspace, models, [], output, cancellation);
        var executor = await place.ExecutorAsync(graph, cancellation);
        return await RunDisplay.ShowAsync(output.Progress, workspace.Time, (observer, _) =>
            new GraphRun(workspace.Store, place.Runner, executor, observer, workspace.Time).RunAsync(graph, $"{command} (its sources)", cancellation));
    }
}
