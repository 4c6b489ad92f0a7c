using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Serving.Kubernetes;
using Modelyard.Serving.TensorFlow;

namespace Modelyard.Releases.Deploying;

/// <summary>
/// Sees to it that a shared TensorFlow Serving serves what a plan needs: versions come before anything asks for them and leave when nothing does any more. The list of them is a ConfigMap; a Job makes
/// the volume be so, and is started only where the list is another than the one that was seen to be served.
/// </summary>
internal sealed class SharedServing
{
    private readonly ClusterConnection _cluster;
    private readonly DeployPlan _plan;
    private readonly DeployChanges _changes;
    private readonly TimeSpan _patience;
    private readonly string? _image;
    private SharedModels _listed;
    private SharedModels _written;
    private bool _isWritten;
    private bool _exists;

    public SharedServing(ClusterConnection cluster, DeployPlan plan, LiveObjects live, DeployChanges changes, TimeSpan patience)
    {
        (_cluster, _plan, _changes, _patience) = (cluster, plan, changes, patience);
        var found = live.SharedList;
        _exists = found is not null;
        (_listed, _isWritten, var image) = SharedModelsManifests.Read(found);
        _written = _isWritten ? _listed : SharedModels.None;
        _image = plan.Shared?.Image ?? image;
    }

    /// <summary>Brings what models lack there. Where the Job names versions, theirs alone are the models that fail: the others are brought without them.</summary>
    /// <returns>Why models lack it still: model → reason.</returns>
    public async Task<IReadOnlyDictionary<string, Diagnostic>> AddAsync(CancellationToken cancellation)
    {
        var lacking = _plan.Models
            .Select(model => (model.Model, Versions: _plan.SharedOf(model).Except(_written.Versions).ToList()))
            .Where(model => model.Versions.Count > 0)
            .ToList();
        var failures = new Dictionary<string, Diagnostic>();
        while (lacking.Count > 0)
        {
            var before = _listed;
            List<SharedModel> versions = [.. lacking.SelectMany(model => model.Versions)];
            if (await WriteAsync(before.With(versions), versions, cancellation) is not { } refusal) break;
            _listed = before;
            var blamed = lacking.Where(model => refusal.Names(model.Versions)).ToList();
            foreach (var (model, its) in blamed.Count > 0 ? blamed : lacking) failures.Add(model, refusal.Of(its));
            lacking.RemoveAll(model => failures.ContainsKey(model.Model));
        }

        return failures;
    }

    /// <summary>Makes it forget what nothing asks for any more.</summary>
    /// <param name="isFree">Whether a model's versions that the plan does not have may go.</param>
    /// <returns>Why it still has it; <see langword="null"/> where it does not.</returns>
    public async Task<Diagnostic?> KeepOnlyAsync(Func<string, bool> isFree, CancellationToken cancellation)
    {
        var kept = Kept(isFree);
        if (!_exists) return null;
        if (await WriteAsync(kept, [], cancellation) is { } problem) return TensorFlowCodes.SharedNotCleared.Warning(null, problem.Of([]).Message);
        if (kept.Versions.IsEmpty) await _changes.DeleteAsync(List(kept, isWritten: true), cancellation);
        return null;
    }

    /// <summary>Says what the list would be in the end.</summary>
    public async Task ShowAsync(Func<string, bool> isFree, CancellationToken cancellation)
    {
        _listed = _listed.With(_plan.Shared?.Models.Versions ?? []);
        var kept = Kept(isFree);
        if (kept.Versions.IsEmpty && _exists) await _changes.DeleteAsync(List(kept, isWritten: true), cancellation);
        else if (!kept.Versions.IsEmpty && !IsWritten(kept)) await _changes.ApplyAsync(List(kept, isWritten: true), cancellation);
    }

    private SharedModels Kept(Func<string, bool> isFree)
    {
        var wanted = _plan.Shared?.Models.Versions ?? [];
        return _listed.Without(_listed.Versions.Where(version => isFree(version.Model) && !wanted.Contains(version)));
    }

    private bool IsWritten(SharedModels models) => _isWritten && _written.Digest == models.Digest;

    private k8s.Models.V1ConfigMap List(SharedModels models, bool isWritten) => SharedModelsManifests.List(models, _image!, isWritten, _plan.Place);

    /// <returns>Why it is not so; <see langword="null"/> when it is.</returns>
    private async Task<SharedRefusal?> WriteAsync(SharedModels models, IReadOnlyList<SharedModel> awaited, CancellationToken cancellation)
    {
        _listed = models;
        if (IsWritten(models)) return null;
        try
        {
            // From here on nobody knows what is served, until the Job has ended.
            (_exists, _isWritten) = (true, false);
            await _changes.ApplyAsync(List(models, isWritten: false), cancellation);
            var job = SharedModelsManifests.Job(models, awaited, _image!, _plan.Place);
            if (await SharedModelsJob.RunAsync(_cluster, job, SharedModelsManifests.JobSelector(_plan.Place), _patience, cancellation) is { } reason)
            {
                return new SharedRefusal(job, reason);
            }

            await _changes.ApplyAsync(List(models, isWritten: true), cancellation);
            (_written, _isWritten) = (models, true);
            return null;
        }
        catch (YardException refused)
        {
            return new SharedRefusal(refused.Diagnostics[0]);
        }
    }
}
