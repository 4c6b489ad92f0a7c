using Modelyard.Diagnostics;
using Modelyard.Planning;

namespace Modelyard.Releases.Deploying;

/// <summary>Git decides what is live, so a commit never gives way to one that it came after.</summary>
public static class CommitOrder
{
    /// <summary>Looks whether HEAD is before the commit that is live.</summary>
    /// <param name="last">The last deploy; none where there was none.</param>
    /// <exception cref="YardException">YARD5506.</exception>
    public static void Require(string root, DeployEntry? last)
    {
        var (head, _) = SourceCommit.Of(root);
        if (head is null || last?.Commit is not { } live || CommitHistory.IsAncestor(root, head, live) != true) return;
        throw DeployCodes.OlderCommit.Failure($"HEAD is {head[..10]}, an ancestor of {live[..10]}, which was deployed to '{last.Environment}' at {last.Time.UtcDateTime:u}");
    }
}
