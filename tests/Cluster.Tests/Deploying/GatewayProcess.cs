using System.Diagnostics;
using System.Text;
using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Serving.Kubernetes;
using Modelyard.Traffic;

namespace Modelyard.Cluster.Tests.Deploying;

/// <summary>
/// A gateway beside the cluster that follows the table there as a mounted ConfigMap would: the tests need no image of it. Without a mesh, a model's service answers by any
/// of its pods; the gateway says whose answer it was.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("yard-table-");
    private readonly CancellationTokenSource _end = new();
    private Process _process = null!;
    private Task _following = Task.CompletedTask;

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it when the cluster has a table.</summary>
    public static async Task<GatewayProcess> StartAsync(ClusterConnection cluster, CancellationToken cancellation)
    {
        var gateway = new GatewayProcess();
        var tables = await cluster.WatchAsync<V1ConfigMap>(ResourceScope.Named(GatewayManifests.Name), cancellation: cancellation);
        gateway.Write(await AddressesAsync(cluster, await tables.WaitAsync(GatewayManifests.Name, table => table is not null, cancellation), cancellation));
        gateway._process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "yard-gateway.dll"), "--table", gateway.Table, "0"]) { RedirectStandardOutput = true })!;
        var line = await gateway._process.StandardOutput.ReadLineAsync(cancellation);
        gateway.Address = new UriBuilder(line!["listening on ".Length..]) { Host = "127.0.0.1" }.Uri;
        gateway._following = Task.Run(() => gateway.FollowAsync(cluster, tables), CancellationToken.None);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(true);
    }

    private string Table => Path.Combine(_folder.FullName, GatewayManifests.TableFile);

    private async Task FollowAsync(ClusterConnection cluster, ResourceCache<V1ConfigMap> tables)
    {
        await foreach (var change in tables.ChangesAsync(_end.Token)) Write(await AddressesAsync(cluster, change.Object, _end.Token));
    }

    // This machine has no names of the cluster, but its addresses.
    private static async Task<byte[]> AddressesAsync(ClusterConnection cluster, V1ConfigMap? map, CancellationToken cancellation)
    {
        var table = GatewayTable.Read(Encoding.UTF8.GetBytes(map!.Data[GatewayManifests.TableFile]));
        var addresses = new Dictionary<string, Uri>();
        foreach (var route in table.Routes.Routes)
        {
            var service = await cluster.AskAsync(ClusterRequest.For<V1Service>("get", route.Model, cluster.Namespace), (api, stop) => api.CoreV1.ReadNamespacedServiceAsync(route.Model, cluster.Namespace, cancellationToken: stop), cancellation);
            addresses[route.Model] = new UriBuilder(Uri.UriSchemeHttp, service.Spec.ClusterIP, ServingPlace.ServicePort).Uri;
        }

        return (table with { AddressOf = model => addresses[model] }).Bytes();
    }

    private void Write(byte[] table)
    {
        var aside = Path.Combine(_folder.FullName, "aside");
        File.WriteAllBytes(aside, table);
        File.Move(aside, Table, overwrite: true);
    }
}
