using System.Net;
using System.Text.Json.Serialization;
using k8s.Autorest;
using k8s.Models;

namespace Modelyard.Clusters;

/// <summary>A list as the API gives it, of any kind.</summary>
internal sealed record ResourceList<T>([property: JsonPropertyName("metadata")] V1ListMeta Metadata, [property: JsonPropertyName("items")] IReadOnlyList<T>? Items)
{
    private const int PageSize = 500;

    /// <summary>All objects, as of one version of the cluster.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">As <see cref="ClusterFailure"/> says.</exception>
    public static async Task<ResourceList<T>> ReadAsync(ClusterConnection cluster, ResourceScope scope, CancellationToken cancellation)
    {
        var @namespace = scope.Namespace ?? cluster.Namespace;
        var kind = ResourceKind.Of<T>();
        return await cluster.AskAsync(
            new ClusterRequest("list", kind.Resource, null, @namespace),
            async (_, stop) =>
            {
                try
                {
                    return await PagesAsync(cluster, kind.Path(@namespace), scope, stop);
                }
                catch (HttpOperationException late) when (late.Response.StatusCode == HttpStatusCode.Gone)
                {
                    // The pages took longer than the server remembers: from the beginning, in one.
                    return await cluster.Transport.ReadAsync<ResourceList<T>>(HttpMethod.Get, kind.Path(@namespace) + scope.Query(), null, null, stop);
                }
            },
            cancellation);
    }

    private static async Task<ResourceList<T>> PagesAsync(ClusterConnection cluster, string path, ResourceScope scope, CancellationToken cancellation)
    {
        var all = new List<T>();
        for (string? next = null; ;)
        {
            var query = next is null ? scope.Query($"limit={PageSize}") : scope.Query($"limit={PageSize}", $"continue={Uri.EscapeDataString(next)}");
            var page = await cluster.Transport.ReadAsync<ResourceList<T>>(HttpMethod.Get, path + query, null, null, cancellation);
            all.AddRange(page.Items ?? []);
            next = page.Metadata.ContinueProperty;
            if (string.IsNullOrEmpty(next)) return page with { Items = all };
        }
    }
}
