using Modelyard.Images.Builder;
using Modelyard.Versions;

namespace Modelyard.Reports.Changes;

/// <summary>What serving a version takes.</summary>
/// <param name="Artifact">Bytes of the artifact.</param>
/// <param name="Server">Bytes of its image over the runtime that all images share, the model's layers not counted; none where this machine cannot know.</param>
/// <param name="Model">Bytes of the layers that hold the model; likewise.</param>
/// <param name="MemoryLimit">Bytes that one server may use; none without a limit.</param>
/// <param name="StartSeconds">From its server's start to the server's being ready, when it was blessed; none where that was not measured.</param>
/// <param name="Memory">Bytes that its server held with the declared number of workers, when it was blessed; likewise.</param>
public sealed record ServingFigures(long Artifact, long? Server, long? Model, long? MemoryLimit, double? StartSeconds, long? Memory)
{
    internal static async Task<ServingFigures> OfAsync(NamedVersion version, Workspace workspace, CancellationToken cancellation)
    {
        var sizes = await KnownSizes.OfAsync(version.Manifest, workspace, cancellation);
        return new ServingFigures(version.Manifest.Artifact.Bytes, sizes?.ServerBytes, sizes?.ModelBytes, version.Manifest.Serving.Memory, version.Origin?.StartSeconds, version.Origin?.Memory?.Of(version.Manifest.Serving.Workers));
    }
}
