using System.Globalization;
using k8s.Models;

namespace Modelyard.Serving.Kubernetes;

/// <summary>What a server's pod asks of its node.</summary>
internal static class ServerResources
{
    private const long Program = 256L << 20;
    private const int MillicoresOfWorker = 250;

    /// <summary>
    /// Memory: what its server was measured to use, and a quarter more; where nobody measured, the limit, else the weights and a quarter more with a program's share.
    /// The limit is the model's own. Processor time is asked for by worker and never limited: what is idle may be used.
    /// </summary>
    public static V1ResourceRequirements Of(ServedVersion version)
    {
        var needed = version.MeasuredMemory is { } measured ? measured + (measured / 4) : version.Memory ?? Program + version.ArtifactBytes + (version.ArtifactBytes / 4);
        return new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity>
            {
                ["cpu"] = new(string.Create(CultureInfo.InvariantCulture, $"{MillicoresOfWorker * version.Workers}m")),
                ["memory"] = ServingPods.Mebibytes(Math.Min(needed, version.Memory ?? needed)),
            },
            Limits = version.Memory is { } most ? new Dictionary<string, ResourceQuantity> { ["memory"] = ServingPods.Mebibytes(most) } : null,
        };
    }
}
