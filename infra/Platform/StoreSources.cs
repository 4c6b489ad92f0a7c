using Modelyard.Infra.Components.Google;
using Modelyard.Infra.Components.Kubernetes;

namespace Modelyard.Infra.Platform;

/// <summary>What the store's volumes stand on, by the settings and by what the stack of clusters made.</summary>
internal static class StoreSources
{
    public static StoreSource Of(StoreSettings settings, ClusterOutputs clusters) => settings.Kind switch
    {
        "filestore" => new FilestoreSource(clusters.StoreHandle, clusters.StoreServer, StoreShare.Share),
        "nfs" => new NfsSource(settings.Server!, settings.Path!),
        _ => new HostPathSource(settings.Path!),
    };
}
