using Modelyard.Images.Runtimes;
using Modelyard.Versions;

namespace Modelyard.Images.Builder;

/// <summary>What versions of this store weigh, where that can be known here.</summary>
public static class KnownSizes
{
    /// <summary>The layers of a version; none of a version whose artifact or runtime is gone, or where nothing says what images stand on.</summary>
    public static async Task<ServingSizes?> OfAsync(VersionManifest version, Workspace workspace, CancellationToken cancellation)
    {
        var repository = workspace.Repository;
        if (!repository.Images.ContainsKey("") || !repository.Runtimes.ContainsKey(version.Serving.Runtime) || !workspace.Store.Objects.Find(version.Artifact.Digest)) return null;
        var builder = new ImageBuilder(workspace, "", new Dictionary<string, ProvisionedRuntime>(), reference => ImagePublication.Open(reference, workspace.Time), new Progress<string>());
        return await builder.SizesAsync(version, cancellation);
    }
}
