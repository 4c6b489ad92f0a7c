using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Tests.Clusters;

/// <summary>What a watch told so far.</summary>
internal sealed class Told
{
    private readonly List<ResourceChange<V1ConfigMap>> _all = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ResourceChange<V1ConfigMap>> All
    {
        get
        {
            lock (_all) return [.. _all];
        }
    }

    public IEnumerable<string> Lines => All.Select(change => $"{change.Kind} {change.Object.Metadata.Name}");

    /// <summary>Reads until disposed.</summary>
    public IAsyncDisposable Read(ResourceWatch<V1ConfigMap> watch)
    {
        var end = new CancellationTokenSource();
        return new Reading(end, ReadAsync(watch, end.Token));
    }

    public async Task UntilAsync(int count)
    {
        while (true)
        {
            Task more;
            lock (_all)
            {
                if (_all.Count >= count) return;
                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task ReadAsync(ResourceWatch<V1ConfigMap> watch, CancellationToken cancellation)
    {
        await foreach (var change in watch.ChangesAsync(cancellation))
        {
            TaskCompletionSource before;
            lock (_all)
            {
                _all.Add(change);
                (before, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            before.SetResult();
        }
    }

    private sealed class Reading(CancellationTokenSource end, Task task) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            end.Dispose();
        }
    }
}
