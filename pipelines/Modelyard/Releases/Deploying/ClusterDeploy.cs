using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Serving.Kubernetes;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Releases.Deploying;

/// <summary>
/// Makes a cluster be as a plan says, without a failed request: what answers is there before anything leads to it, and nothing leads to what goes. Each model by itself: one
/// whose versions do not become ready stays as it was, and the others go on.
/// </summary>
/// <param name="models">The models that are deployed: of these, what the plan does not have is removed. None: all, also those that git no longer has.</param>
public sealed class ClusterDeploy(ClusterConnection cluster, DeployPlan plan, IReadOnlyCollection<string>? models, DeployOptions options)
{
    private const string Lease = "yard-deploy";
    private const int Parallel = 8;

    private readonly List<Diagnostic> _failures = [];

    /// <summary>Says what a deploy would change, by the server's own dry run.</summary>
    /// <exception cref="YardException">As <see cref="RunAsync"/>, but for what only shows when pods start.</exception>
    public async Task<IReadOnlyList<ObjectChange>> DryRunAsync(CancellationToken cancellation)
    {
        var live = await ReadAsync(cancellation);
        var changes = new DeployChanges(cluster, live, dryRun: true, _ => { });
        foreach (var model in plan.Models)
        {
            foreach (var manifest in Known(plan.ObjectsOf(model), live)) await changes.ApplyAsync(manifest, cancellation);
        }

        foreach (var manifest in Known(plan.GatewayObjects(TableOf(live, plan.Models)), live)) await changes.ApplyAsync(manifest, cancellation);
        foreach (var item in Unwanted(live, plan.Models)) await changes.DeleteAsync(item, cancellation);
        await new SharedServing(cluster, plan, live, changes, options.Patience).ShowAsync(IsDeployed, cancellation);
        return changes.Made;
    }

    /// <summary>Deploys, alone in its namespace.</summary>
    /// <param name="before">Runs when the lease is ours and before anything is changed.</param>
    /// <exception cref="YardException">YARD8523: somebody else deploys; YARD5507, YARD5508; or what the cluster refuses before traffic was touched.</exception>
    public async Task<DeployOutcome> RunAsync(Func<CancellationToken, Task> before, CancellationToken cancellation)
    {
        await using var lease = await ClusterLease.AcquireAsync(cluster, Lease, options.Holder, waiting: holder => options.Note($"waits for {holder.Holder}"), cancellation: cancellation);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        try
        {
            await before(either.Token);
            return await RunAloneAsync(either.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            throw ClusterLease.LostFailure(Lease);
        }
    }

    private async Task<DeployOutcome> RunAloneAsync(CancellationToken cancellation)
    {
        var live = await ReadAsync(cancellation);
        var changes = new DeployChanges(cluster, live, dryRun: false, options.Note);
        await using var rollout = await RolloutWatch.StartAsync(cluster, plan.Place, options.Patience, cancellation);
        var gateway = await GatewayAsync(live, changes, rollout, cancellation);
        var shared = new SharedServing(cluster, plan, live, changes, options.Patience);
        var ready = await ServersAsync(live, shared, changes, rollout, cancellation);
        if (!gateway) return new DeployOutcome(changes.Made, live.Table, _failures);

        var mesh = new MeshChanges(plan.Place, live, changes, cluster.Time);
        await mesh.LeadToAsync(ready, cancellation);
        var table = TableOf(live, ready);
        await TableAsync(GatewayManifests.Table(table, plan.Place), changes, rollout, cancellation);
        await mesh.LeadOnlyToAsync(ready, cancellation);
        await RemoveAsync(live, ready, changes, rollout, cancellation);
        if (await shared.KeepOnlyAsync(model => IsDeployed(model) && !Waiting(ready).Contains(model), cancellation) is { } problem) options.Warn(problem);
        return new DeployOutcome(changes.Made, table, _failures);
    }

    private async Task<LiveObjects> ReadAsync(CancellationToken cancellation)
    {
        var live = await LiveObjects.ReadAsync(cluster, plan.Place, cancellation);
        if (!live.HasMonitors) options.Warn(DeployCodes.NoMonitors.Warning(null, $"context '{cluster.Context}' does not know podmonitors.monitoring.coreos.com"));
        var foreign = live.Foreign(plan.Models.SelectMany(plan.ObjectsOf).Concat(plan.GatewayObjects(plan.Table)).Concat(plan.SharedList)).ToList();
        return foreign.Count == 0 ? live : throw new YardException(foreign);
    }

    private static IEnumerable<IKubernetesObject<V1ObjectMeta>> Known(IEnumerable<IKubernetesObject<V1ObjectMeta>> manifests, LiveObjects live) =>
        manifests.Where(manifest => live.HasMonitors || manifest is not PodMonitor);

    /// <summary>The gateway, before anything depends on it. Its first table is empty: pods cannot start without one.</summary>
    private async Task<bool> GatewayAsync(LiveObjects live, DeployChanges changes, RolloutWatch rollout, CancellationToken cancellation)
    {
        if (live.Find<V1ConfigMap>(GatewayManifests.Name) is null) await changes.ApplyAsync(GatewayManifests.Table(RoutingTable.Empty, plan.Place), cancellation);
        return await ServedAsync(Known(plan.GatewayServer, live), changes, rollout, cancellation);
    }

    private async Task<IReadOnlyList<ModelDeployment>> ServersAsync(LiveObjects live, SharedServing shared, DeployChanges changes, RolloutWatch rollout, CancellationToken cancellation)
    {
        using var room = new SemaphoreSlim(Parallel);
        var adding = shared.AddAsync(cancellation);
        var served = await Task.WhenAll(plan.Models.Select(async model =>
        {
            // Those that ask no TensorFlow Serving do not wait for it.
            if (plan.SharedOf(model).Count > 0 && (await adding).TryGetValue(model.Model, out var lacks))
            {
                lock (_failures) _failures.Add(lacks);
                return false;
            }

            await room.WaitAsync(cancellation);
            try
            {
                return await ServedAsync(Known(plan.ServersOf(model), live), changes, rollout, cancellation);
            }
            finally
            {
                room.Release();
            }
        }));
        return [.. plan.Models.Zip(served).Where(model => model.Second).Select(model => model.First)];
    }

    /// <summary>Applies manifests, and waits for their Deployments.</summary>
    private async Task<bool> ServedAsync(IEnumerable<IKubernetesObject<V1ObjectMeta>> manifests, DeployChanges changes, RolloutWatch rollout, CancellationToken cancellation)
    {
        try
        {
            var waits = new List<Task<Diagnostic?>>();
            foreach (var manifest in manifests)
            {
                if ((await changes.ApplyAsync(manifest, cancellation)).Object is V1Deployment deployment) waits.Add(rollout.ReadyAsync(deployment, cancellation));
            }

            var stalled = (await Task.WhenAll(waits)).OfType<Diagnostic>().ToList();
            lock (_failures) _failures.AddRange(stalled);
            return stalled.Count == 0;
        }
        catch (YardException refused)
        {
            lock (_failures) _failures.AddRange(refused.Diagnostics);
            return false;
        }
    }

    private async Task TableAsync(V1ConfigMap table, DeployChanges changes, RolloutWatch rollout, CancellationToken cancellation)
    {
        if (!(await changes.ApplyAsync(table, cancellation)).Changed) return;
        if (await new GatewayPropagation(cluster, rollout).AwaitAsync(table, cancellation) is { } problem) options.Warn(problem);
    }

    /// <summary>What nothing leads to any more: drained, then deleted; Deployments first, what their pods need last.</summary>
    private async Task RemoveAsync(LiveObjects live, IReadOnlyList<ModelDeployment> ready, DeployChanges changes, RolloutWatch rollout, CancellationToken cancellation)
    {
        var unwanted = Unwanted(live, ready).ToList();
        foreach (var item in unwanted.OfType<VirtualService>()) await changes.DeleteAsync(item, cancellation);
        if (unwanted.OfType<VirtualService>().Any()) await Task.Delay(plan.Place.Spec.Propagation.Value, cluster.Time, cancellation);
        foreach (var item in unwanted.Where(item => item is not (VirtualService or V1ConfigMap or V1ServiceAccount or V1Service))) await changes.DeleteAsync(item, cancellation);
        await rollout.GoneAsync([.. unwanted.OfType<V1Deployment>().Select(deployment => deployment.Metadata.Name)], cancellation);
        foreach (var item in unwanted.Where(item => item is V1ConfigMap or V1ServiceAccount or V1Service)) await changes.DeleteAsync(item, cancellation);
    }

    /// <summary>The table as it shall be: of models that are not ready, or not deployed now, as it is.</summary>
    private RoutingTable TableOf(LiveObjects live, IReadOnlyList<ModelDeployment> ready)
    {
        var table = live.Table;
        foreach (var gone in table.Routes.Select(route => route.Model).Where(model => IsDeployed(model) && plan.Models.All(wanted => wanted.Model != model)).ToList()) table = table.Without(gone);
        return ready.Aggregate(table, (changed, model) => changed.With(model.Route));
    }

    /// <summary>Objects of deployed models that the plan does not have, mesh first; of models that are not ready none.</summary>
    private IEnumerable<IKubernetesObject<V1ObjectMeta>> Unwanted(LiveObjects live, IReadOnlyList<ModelDeployment> ready)
    {
        var kept = plan.Models.SelectMany(plan.ObjectsOf).Select(manifest => (manifest.Kind, manifest.Metadata.Name)).ToHashSet();
        var waiting = Waiting(ready);
        return live.OfModels
            .Where(item => item.Metadata.Labels[ClusterLabels.Model] is var model && IsDeployed(model) && !waiting.Contains(model) && !kept.Contains((item.Kind, item.Metadata.Name)))
            .OrderByDescending(item => DeployedKind.All.IndexOf(DeployedKind.Find(item)))
            .ThenBy(item => item.Metadata.Name, StringComparer.Ordinal);
    }

    private HashSet<string> Waiting(IReadOnlyList<ModelDeployment> ready) => [.. plan.Models.Except(ready).Select(model => model.Model)];

    private bool IsDeployed(string model) => models is null || models.Contains(model);
}
