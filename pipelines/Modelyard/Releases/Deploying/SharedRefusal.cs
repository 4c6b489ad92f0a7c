using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Serving.Kubernetes;
using Modelyard.Serving.TensorFlow;

namespace Modelyard.Releases.Deploying;

/// <summary>Why a shared TensorFlow Serving was not made to serve what it should.</summary>
/// <param name="problem">Whichever version is asked about.</param>
/// <param name="lines">What the Job said last; lines that begin with a version's place are about that one.</param>
internal sealed class SharedRefusal(Diagnostic problem, IReadOnlyList<string> lines)
{
    /// <summary>How many of the Job's last lines are read: one for each version that it fails by.</summary>
    public const int LinesRead = 200;

    private const int LinesShown = 10;

    /// <summary>The cluster took no list, or no Job.</summary>
    public SharedRefusal(Diagnostic problem)
        : this(problem, [])
    {
    }

    /// <summary>The Job failed.</summary>
    public SharedRefusal(V1Job job, PodReason reason)
        : this(Error(job, (reason with { LastLines = [.. reason.LastLines.TakeLast(LinesShown)] }).Line()), reason.LastLines)
    {
    }

    /// <summary>Whether one of these versions is to blame.</summary>
    public bool Names(IReadOnlyList<SharedModel> versions) => LinesOf(versions).Any();

    /// <summary>The error for these versions: what is said about them, where anything is.</summary>
    public Diagnostic Of(IReadOnlyList<SharedModel> versions) => Names(versions) ? TensorFlowCodes.SharedNotServing.Error(null, string.Join("; ", LinesOf(versions))) : problem;

    private IEnumerable<string> LinesOf(IReadOnlyList<SharedModel> versions) => lines.Where(line => versions.Any(version => line.StartsWith($"{version.Place} ", StringComparison.Ordinal)));

    private static Diagnostic Error(V1Job job, string message) => TensorFlowCodes.SharedNotServing.Error(null, $"{job.Metadata.NamespaceProperty}/{job.Metadata.Name}: {message}");
}
