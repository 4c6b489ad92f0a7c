using Modelyard.Planning;
using Modelyard.Versions;

namespace Modelyard.GitOps;

/// <summary>What a pass asks of the machine that it runs on.</summary>
public interface IGitOpsWork
{
    /// <summary>A commit's folder as a workspace, with the store of this one.</summary>
    Workspace Open(string root);

    /// <summary>Trains models; what is cached is not run again.</summary>
    /// <exception cref="Diagnostics.YardException">It could not be begun.</exception>
    Task<TrainingOutcome> TrainAsync(Workspace workspace, IReadOnlyList<string> models, CancellationToken cancellation);

    /// <summary>The review page of a change, as Markdown.</summary>
    Task<string> ReportAsync(Workspace workspace, Plan plan, CancellationToken cancellation);

    /// <summary>Makes the environment be as the releases in the workspace say.</summary>
    Task DeployAsync(Workspace workspace, CancellationToken cancellation);

    /// <summary>Tells what happens.</summary>
    void Note(string line);

    /// <summary>Tells what is not as it should be.</summary>
    void Problems(IEnumerable<Diagnostics.Diagnostic> problems);
}
