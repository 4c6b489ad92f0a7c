using Modelyard.Serving.Kubernetes;

namespace Modelyard.Releases.Deploying;

/// <summary>
/// Changes subsets and routes in the only order that fails no request: a subset before the route that names it, and the other way round when it goes. Istio does not say
/// by default when its proxies have a change (a status of these kinds is off unless its control plane is told to write one), so the place's time is waited.
/// </summary>
internal sealed class MeshChanges(ServingPlace place, LiveObjects live, DeployChanges changes, TimeProvider time)
{
    /// <summary>Routes lead to all versions that are wanted; those that leave can still be named.</summary>
    public async Task LeadToAsync(IReadOnlyList<ModelDeployment> models, CancellationToken cancellation)
    {
        await ChangeAsync(models, model => changes.ApplyAsync(ModelManifests.Subsets(model.Route, place, live.VariantsOf(model.Model)), cancellation), cancellation);
        await ChangeAsync(models, model => changes.ApplyAsync(ModelManifests.Routes(model.Route, place, live.VariantsOf(model.Model)), cancellation), cancellation);
    }

    /// <summary>Nothing leads to what leaves any more.</summary>
    public async Task LeadOnlyToAsync(IReadOnlyList<ModelDeployment> models, CancellationToken cancellation)
    {
        await ChangeAsync(models, model => changes.ApplyAsync(ModelManifests.Routes(model.Route, place), cancellation), cancellation);
        await ChangeAsync(models, model => changes.ApplyAsync(ModelManifests.Subsets(model.Route, place), cancellation), cancellation);
    }

    private async Task ChangeAsync(IReadOnlyList<ModelDeployment> models, Func<ModelDeployment, Task<(k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> Object, bool Changed)>> change, CancellationToken cancellation)
    {
        var changed = false;
        foreach (var model in models) changed |= (await change(model)).Changed;
        if (changed) await Task.Delay(place.Spec.Propagation.Value, time, cancellation);
    }
}
