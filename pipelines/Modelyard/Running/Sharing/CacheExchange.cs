using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Keys;
using Modelyard.Running.Store;

namespace Modelyard.Running.Sharing;

/// <summary>What became of the steps of some models in an exchange.</summary>
/// <param name="Moved">Entries that were sent or brought.</param>
/// <param name="There">Entries that were there already.</param>
/// <param name="Missing">Steps without an entry on the side that gives: for a push not run here, for a pull shared by nobody.</param>
/// <param name="Problems">Entries that were refused, each with the reason.</param>
public sealed record CacheExchangeOutcome(IReadOnlyList<string> Moved, int There, IReadOnlyList<string> Missing, IReadOnlyList<Diagnostic> Problems);

/// <summary>Moves the entries that the steps of a graph have now between this store and a shared one.</summary>
public sealed class CacheExchange(StepGraph graph, StepExecutor executor)
{
    private const int Parallel = 4;

    /// <summary>Sends what this store has. An entry is never replaced: the same key with other outputs is refused, and the one that is there stays.</summary>
    public async Task<CacheExchangeOutcome> PushAsync(SharedEntries entries, CancellationToken cancellation)
    {
        var forecast = await KeyForecast.OfAsync(graph, executor, cancellation);
        var known = graph.Nodes.Where(node => forecast[node.Id].Hit is not null).ToList();
        return await SendAsync([.. known.Select(node => (node, forecast[node.Id].Key!.Digest, forecast[node.Id].Hit!))], graph.Nodes.Except(known), entries, cancellation);
    }

    /// <summary>Sends what a run did or found, in the same way.</summary>
    public static Task<CacheExchangeOutcome> PushAsync(RunOutcome run, SharedEntries entries, CancellationToken cancellation) =>
        SendAsync([.. run.Done.Values.Select(done => (done.Node, done.Key.Digest, done.Record))], run.Graph.Nodes.Where(node => !run.Done.ContainsKey(node.Id)), entries, cancellation);

    private static async Task<CacheExchangeOutcome> SendAsync(
        IReadOnlyList<(StepNode Node, Digest Key, StepRecord Record)> known, IEnumerable<StepNode> missing, SharedEntries entries, CancellationToken cancellation)
    {
        var (moved, there, problems) = (new List<string>(), 0, new List<Diagnostic>());
        await System.Threading.Tasks.Parallel.ForEachAsync(known, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation }, async (step, stop) =>
        {
            var (sent, problem) = await TrySendAsync(entries, step.Key, step.Record, step.Node.Component.Spec.Nondeterministic, stop);
            lock (moved)
            {
                if (problem is not null) problems.AddRange(problem.Diagnostics.Select(diagnostic => diagnostic with { Message = $"{step.Node}: {diagnostic.Message}" }));
                else if (sent) moved.Add(step.Node.ToString());
                else there++;
            }
        });
        return Outcome(moved, there, missing, problems);
    }

    /// <summary>Brings what the shared stores have, from the first that has it; step by step, since a key is known only once what it is made of is here.</summary>
    public async Task<CacheExchangeOutcome> PullAsync(IReadOnlyList<SharedEntries> from, CancellationToken cancellation)
    {
        var (moved, there, missing, problems) = (new List<string>(), 0, new List<StepNode>(), new List<Diagnostic>());
        var done = new Dictionary<Digest, StepRecord>();
        foreach (var node in graph.Nodes)
        {
            if (!node.Dependencies.All(dependency => done.ContainsKey(dependency.Id)))
            {
                missing.Add(node);
                continue;
            }

            var key = await executor.KeyAsync(node, node.InputDigests(source => done[source.Id].Outputs), cancellation);
            var hit = executor.Hit(key);
            if (hit is not null)
            {
                there++;
            }
            else if (await TryBringAsync(from, node, key.Digest, problems, cancellation) && (hit = executor.Hit(key)) is not null)
            {
                moved.Add(node.ToString());
            }

            if (hit is null) missing.Add(node);
            else done[node.Id] = hit;
        }

        return Outcome(moved, there, missing, problems);
    }

    private static CacheExchangeOutcome Outcome(IEnumerable<string> moved, int there, IEnumerable<StepNode> missing, IEnumerable<Diagnostic> problems) => new(
        [.. moved.Order(StringComparer.Ordinal)], there, [.. missing.Select(node => node.ToString()).Order(StringComparer.Ordinal)], [.. problems.OrderBy(problem => problem.Message, StringComparer.Ordinal)]);

    private static async Task<(bool Sent, YardException? Problem)> TrySendAsync(SharedEntries entries, Digest key, StepRecord record, bool mayDiffer, CancellationToken cancellation)
    {
        try
        {
            return (await entries.PushAsync(key, record, mayDiffer, cancellation), null);
        }
        catch (YardException refused) when (refused.Diagnostics.All(diagnostic => diagnostic.Code == RunCodes.EntryDiffers))
        {
            return (false, refused);
        }
    }

    private static async Task<bool> TryBringAsync(IReadOnlyList<SharedEntries> from, StepNode node, Digest key, List<Diagnostic> problems, CancellationToken cancellation)
    {
        foreach (var entries in from)
        {
            try
            {
                if (await entries.PullAsync(key, cancellation)) return true;
            }
            catch (YardException wrong) when (wrong.Diagnostics.All(diagnostic => diagnostic.Code == RunCodes.WrongEntry))
            {
                problems.AddRange(wrong.Diagnostics.Select(diagnostic => diagnostic with { Message = $"{node}: {diagnostic.Message}" }));
            }
        }

        return false;
    }
}
