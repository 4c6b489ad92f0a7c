using LibGit2Sharp;
using Modelyard.Clusters;

namespace Modelyard.Releases.Deploying;

/// <summary>What a repository is called on clusters: whose objects are whose must not depend on who deploys, nor from which clone.</summary>
public static class RepositoryName
{
    /// <summary>The last two parts of the address that it was cloned from (<c>team_models</c>); the folder's name where there is none.</summary>
    public static string Of(string root)
    {
        if (Repository.Discover(root) is { } found)
        {
            using var git = new Repository(found);
            if (git.Network.Remotes["origin"]?.Url is { Length: > 0 } url)
            {
                var parts = url.TrimEnd('/').Split('/', ':');
                var name = parts[^1].EndsWith(".git", StringComparison.Ordinal) ? parts[^1][..^".git".Length] : parts[^1];
                return Names.LabelValue(parts is [.., { Length: > 0 } owner, _] ? $"{owner}_{name}" : name);
            }
        }

        return Names.LabelValue(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))));
    }
}
