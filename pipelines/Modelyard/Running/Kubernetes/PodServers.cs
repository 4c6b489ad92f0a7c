using System.Globalization;
using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Builder;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;
using Modelyard.Serving;
using Modelyard.Versions;

namespace Modelyard.Running.Kubernetes;

/// <summary>
/// Servers of exact versions as pods of a cluster, for as long as something is asked of them: their artifact is mounted from the store, read-only. They
/// are the driver's, so that none outlives it.
/// </summary>
/// <param name="note">Told what one waits for.</param>
internal sealed class PodServers(ClusterConnection cluster, ClusterPlan plan, DriverIdentity driver, ClusterWatch watch, YardStore store, VersionStore versions, Action<string> note) : IPinnedServers
{
    private const string Server = "server";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly PodShape _pods = new(plan.Place, plan.OneNode ? driver.Node : null);

    /// <inheritdoc/>
    public async Task<ICalledModel> StartAsync(CalledVersion version, CancellationToken cancellation) => await StartAsync(versions.Called(version), "called", cancellation);

    /// <inheritdoc/>
    public async Task<PinnedServer> StartAsync(VersionManifest version, string name, CancellationToken cancellation)
    {
        var running = new Dictionary<Digest, RunningPod>();
        try
        {
            var pod = await StartAsync(version, name, running, cancellation);
            return new PinnedServer(pod.Address, pod.Starting, [.. running.Values]);
        }
        catch
        {
            foreach (var pod in running.Values) await pod.DisposeAsync();
            throw;
        }
    }

    private async Task<RunningPod> StartAsync(VersionManifest version, string name, Dictionary<Digest, RunningPod> running, CancellationToken cancellation)
    {
        if (running.TryGetValue(version.Identity, out var known)) return known;
        var pinned = new SortedDictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var call in version.Calls) pinned[call.Identity.ToString()] = (await StartAsync(versions.Called(call), "called", running, cancellation)).Address;
        var definition = new ServerDefinition
        {
            Model = version.Model,
            VersionName = name,
            Identity = version.Identity,
            ArtifactFolder = ImagePlaces.Model,
            FileName = "",
            Workers = version.Serving.Workers,
            Pinned = pinned,
            TensorFlow = TensorFlowSidecar.IsNeededBy(version, store) ? TensorFlowSidecar.PlaceOf(version) : null,
        };
        var folder = store.Staging.NewFolder("blessing");
        var settings = Path.Combine(folder, "serve.json");
        await File.WriteAllBytesAsync(settings, CanonicalJson.Readable(definition.ServeDocument("0.0.0.0", ImagePlaces.Port)), cancellation);
        var pod = new RunningPod(cluster, Names.Of("yard-blessing", version.Identity.Short, Path.GetFileName(folder)), folder);
        running.Add(version.Identity, pod);
        await StartAsync(pod, version, settings, cancellation);
        await ReadyAsync(pod, version, cancellation);
        return pod;
    }

    // A quota that is used up makes it wait, as a step's Job does; nothing tells when there is room but asking again.
    private async Task StartAsync(RunningPod pod, VersionManifest version, string settings, CancellationToken cancellation)
    {
        var (began, pause, told) = (cluster.Time.GetTimestamp(), ShortestPause, false);
        while (true)
        {
            try
            {
                await pod.StartAsync(Pod(version, pod.Name, settings), cancellation);
                return;
            }
            catch (YardException refused) when (refused.Diagnostics[0].Code == ClusterCodes.QuotaExceeded && cluster.Time.GetElapsedTime(began) < Patience)
            {
                if (!told) note($"{version.Model}/{version.Candidate}: blessing waits: {refused.Diagnostics[0].Code.Id} {refused.Diagnostics[0].Message}");
                told = true;
                await Task.Delay(pause, cluster.Time, cancellation);
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ReadyAsync(RunningPod pod, VersionManifest version, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var what = $"{version.Model}/{version.Candidate} {version.Identity.Short}";
        try
        {
            var seen = await watch.AwaitServerAsync(pod.Name, now => now is null || PodState.IsReady(now) || PodState.HasEnded(now) || PodState.ExitCode(now) is not null || PodState.Trouble(now) is { IsFinal: true }, patience.Token);
            if (seen is null) throw ClusterRunCodes.ServerPod.Failure($"{what}: its pod {pod.Name} was deleted");
            if (!PodState.IsReady(seen)) throw ClusterRunCodes.ServerPod.Failure($"{what}: {await watch.ReasonAsync(seen, cancellation)}");
            pod.IsReadyAt(seen);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var last = watch.Server(pod.Name);
            throw ClusterRunCodes.ServerPod.Failure($"{what}: not ready after {Patience.TotalMinutes:0} min{(last is null ? "" : $": {await watch.ReasonAsync(last, cancellation)}")}");
        }
    }

    private V1Pod Pod(VersionManifest version, string name, string settings)
    {
        var image = plan.Servers[$"{version.Model}/{version.Candidate}"];
        var health = new V1HTTPGetAction { Path = "/healthz", Port = ImagePlaces.Port };
        var container = new V1Container
        {
            Name = Server,
            Image = ClusterImage.Of(image.Reference),
            Ports = [new V1ContainerPort { ContainerPort = ImagePlaces.Port }],
            ReadinessProbe = new V1Probe { HttpGet = health, PeriodSeconds = 1, FailureThreshold = 600 },
            Resources = version.Serving.Memory is { } memory
                ? new V1ResourceRequirements { Requests = Memory(memory), Limits = Memory(memory) }
                : null,
        };
        var spec = _pods.Of(container, [(store.Objects.PathOf(version.Artifact.Digest), ImagePlaces.Model, false), (settings, ImagePlaces.Settings, false)], ["/tmp"]);
        if (TensorFlowSidecar.IsNeededBy(version, store)) spec.Containers.Add(TensorFlowSidecar.Of(version, plan.TensorFlow, store));
        spec.TerminationGracePeriodSeconds = 5;
        return new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = plan.Place.Namespace,
                Labels = ClusterLabels.Of(
                    ClusterLabels.Step, ClusterLabels.Components.Blessing,
                    (ClusterLabels.Instance, name), (ClusterLabels.Model, version.Model), (ClusterLabels.Candidate, version.Candidate), (ClusterLabels.AppVersion, version.Identity.Short), (ClusterLabels.Plan, driver.Plan)),
                OwnerReferences = [driver.Owner],
            },
            Spec = spec,
        };
    }

    private static Dictionary<string, ResourceQuantity> Memory(long bytes) => new() { ["memory"] = new ResourceQuantity(bytes.ToString(CultureInfo.InvariantCulture)) };

    /// <summary>A server's pod, from its making to its end.</summary>
    private sealed class RunningPod(ClusterConnection cluster, string name, string folder) : IAsyncDisposable
    {
        private long _began;

        public string Name => name;

        public Uri Address { get; private set; } = null!;

        public TimeSpan Starting { get; private set; }

        public async Task StartAsync(V1Pod pod, CancellationToken cancellation)
        {
            _began = cluster.Time.GetTimestamp();
            await cluster.AskAsync(ClusterRequest.For<V1Pod>("create", name, cluster.Namespace), (api, stop) => api.CoreV1.CreateNamespacedPodAsync(pod, cluster.Namespace, cancellationToken: stop), cancellation);
        }

        // From the container's start, as elsewhere: pulling an image is no part of what a server takes.
        public void IsReadyAt(V1Pod pod)
        {
            Address = new UriBuilder(Uri.UriSchemeHttp, pod.Status.PodIP, ImagePlaces.Port).Uri;
            var started = pod.Status.ContainerStatuses?.FirstOrDefault(container => container.Name == Server)?.State?.Running?.StartedAt;
            Starting = started is { } at && cluster.Time.GetUtcNow() - at is var since && since > TimeSpan.Zero ? since : cluster.Time.GetElapsedTime(_began);
        }

        public async ValueTask DisposeAsync()
        {
            await cluster.FindAsync(ClusterRequest.For<V1Pod>("delete", name, cluster.Namespace), (api, stop) => api.CoreV1.DeleteNamespacedPodAsync(name, cluster.Namespace, cancellationToken: stop), CancellationToken.None);
            StagingArea.Remove(folder);
        }
    }
}
