using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Builder;
using Modelyard.Serving.Kubernetes;
using Modelyard.Traffic;

namespace Modelyard.Releases.Deploying;

/// <summary>
/// Waits until every gateway deals by a table. A kubelet looks at mounted ConfigMaps about once a minute, and at once where its pod has changed: an annotation is
/// put on each gateway's pod. Each is then asked, through the API server, to answer when it has the table.
/// </summary>
internal sealed class GatewayPropagation(ClusterConnection cluster, RolloutWatch rollout)
{
    private const string Annotation = "modelyard.org/table";
    private const int Asks = 6; // of half a minute each

    /// <returns>Why not every gateway is known to have it; <see langword="null"/> when all are.</returns>
    public async Task<Diagnostic?> AwaitAsync(V1ConfigMap table, CancellationToken cancellation)
    {
        var digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes(table.Data[GatewayManifests.TableFile]));
        var problems = await Task.WhenAll(rollout.Gateways().Select(pod => AwaitAsync(pod.Metadata.Name, digest, cancellation)));
        return problems.FirstOrDefault(problem => problem is not null);
    }

    private async Task<Diagnostic?> AwaitAsync(string pod, Digest digest, CancellationToken cancellation)
    {
        try
        {
            await TouchAsync(pod, digest, cancellation);
            for (var ask = 0; ask < Asks; ask++)
            {
                if (await AskAsync(pod, digest, cancellation) == digest) return null;
            }

            return DeployCodes.NotAwaited.Warning(null, $"gateway '{pod}' still deals by another table than {digest.Short}");
        }
        catch (YardException gone) when (gone.Diagnostics[0].Code == ClusterCodes.NotFound)
        {
            return null; // its successor starts with the new table
        }
        catch (YardException refused)
        {
            return DeployCodes.NotAwaited.Warning(null, $"gateway '{pod}': {refused.Diagnostics[0].Message}");
        }
    }

    private async Task TouchAsync(string pod, Digest digest, CancellationToken cancellation)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = digest.Short } } };
        await cluster.AskAsync(
            ClusterRequest.For<V1Pod>("patch", pod, cluster.Namespace),
            (_, stop) => cluster.Transport.ReadAsync<V1Pod>(HttpMethod.Patch, ResourceKind.Of<V1Pod>().Path(cluster.Namespace, pod), patch.ToJsonString(), "application/merge-patch+json", stop),
            cancellation);
    }

    private async Task<Digest?> AskAsync(string pod, Digest digest, CancellationToken cancellation)
    {
        var path = $"{ResourceKind.Of<V1Pod>().Path(cluster.Namespace)}/{pod}:{ImagePlaces.Port}/proxy{GatewayTable.PagePrefix}{digest}";
        var answer = await cluster.AskAsync(
            new ClusterRequest("get", "pods/proxy", pod, cluster.Namespace),
            async (_, stop) =>
            {
                using var said = await cluster.Transport.SendAsync(HttpMethod.Get, path, null, null, stop);
                return JsonSerializer.Deserialize<JsonObject>(await said.Content.ReadAsStringAsync(stop))!;
            },
            cancellation);
        return Digest.TryParse(answer["table"]?.GetValue<string>(), out var found) ? found : null;
    }
}
