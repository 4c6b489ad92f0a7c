using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Specs;
using Modelyard.TestClusters;
using Modelyard.Traffic;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>A serving namespace of a cluster that has Istio's kinds, whose Deployments come as the test says, and whose gateways have every table at once.</summary>
internal sealed class DeployStage : IAsyncDisposable
{
    public static readonly string[] MeshKinds = ["networking.istio.io/v1beta1/virtualservices", "networking.istio.io/v1beta1/destinationrules"];
    public const string MonitorKind = "monitoring.coreos.com/v1/podmonitors";

    private readonly CancellationTokenSource _end = new();
    private Task _controller = Task.CompletedTask;
    private Task _jobController = Task.CompletedTask;

    private DeployStage(TestCluster cluster) => Cluster = cluster;

    public TestCluster Cluster { get; }

    public ClusterConnection Connection { get; private set; } = null!;

    /// <summary>What becomes of a Deployment's pod: Ready, unless it says otherwise.</summary>
    public Func<V1Deployment, V1PodStatus?> Pods { get; set; } = _ => null;

    /// <summary>What a Job says before it fails; nothing: it ends well.</summary>
    public Func<V1Job, IReadOnlyList<string>> JobLines { get; set; } = _ => [];

    /// <summary>Whether images of Jobs can be pulled.</summary>
    public bool JobsRun { get; set; } = true;

    public List<Diagnostic> Warnings { get; } = [];

    public ServingPlace Place { get; init; } = new("team_models", "dev", new ServingPlaceSpec { Context = "test", Namespace = TestCluster.Namespace, Gateway = new ReplicasSpec(), Propagation = Duration.FromSeconds(0) }, new ClusterFeatures());

    public static async Task<DeployStage> StartAsync(bool monitors = true)
    {
        var stage = new DeployStage(await TestCluster.StartAsync());
        stage.Cluster.Objects.Kinds.UnionWith(monitors ? [.. MeshKinds, MonitorKind] : MeshKinds);
        stage.Cluster.Instead = stage.GatewayAsync;
        stage.Connection = await stage.Cluster.OpenAsync();
        var seen = await stage.Connection.WatchAsync<V1Deployment>(new ResourceScope());
        stage._controller = Task.Run(() => stage.ControlAsync(seen));
        var jobs = await stage.Connection.WatchAsync<V1Job>(new ResourceScope());
        stage._jobController = Task.Run(() => stage.ControlJobsAsync(jobs));
        return stage;
    }

    /// <summary>A plan of models, each <c>item-photo: a 90 one, b 10 two</c>.</summary>
    public DeployPlan Plan(params string[] models) => new(Place, [.. models.Select(Model)], "registry.example/platform/gateway@sha256:00");

    public ClusterDeploy Deploy(DeployPlan plan, params string[] models) => new(
        Connection, plan, models.Length == 0 ? null : models, new DeployOptions { Holder = "a test", Patience = TimeSpan.FromMilliseconds(200), Warn = Warnings.Add });

    public Task<DeployOutcome> RunAsync(DeployPlan plan, params string[] models) => Deploy(plan, models).RunAsync(_ => Task.CompletedTask, TestContext.Current.CancellationToken);

    /// <summary>The plan of <see cref="Plan"/> in a place that shares a TensorFlow Serving, which computes the last step of each version.</summary>
    public DeployPlan SharedPlan(params string[] models)
    {
        var plan = Plan(models);
        return plan with
        {
            Place = Place with { Spec = Place.Spec with { Tensorflow = TensorFlowPlacement.Shared, Claim = "modelyard-store" } },
            Models = [.. plan.Models.Select(model => model with { Versions = [.. model.Versions.Select(version => version with { TensorFlow = new TensorFlowImage("registry.example/tensorflow@sha256:00", Number(version.Name)) })] })],
        };
    }

    /// <summary>By which TensorFlow Serving calls a version.</summary>
    public static long Number(string version) => Modelyard.Serving.TensorFlow.TensorFlowProgram.NumberOf(ExampleDeployment.Identity(version));

    /// <summary>Applies, Jobs and deletions since a number of requests, in order: <c>patch deployments.apps item-photo-…</c>.</summary>
    public IReadOnlyList<string> Writes(int since = 0) => [.. Cluster.Requests.Skip(since)
        .Where(asked => (asked.Verb is "patch" or "delete" || asked is { Verb: "create", Resource: "jobs.batch" }) && asked.Resource is not ("leases.coordination.k8s.io" or "pods"))
        .Select(asked => $"{asked.Verb} {asked.Resource} {asked.Name}")];

    public static string Variant(string version) => Modelyard.Traffic.Variant.Of(ExampleDeployment.Identity(version));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _controller.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _jobController.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Connection.Dispose();
        await Cluster.DisposeAsync();
    }

    private static ModelDeployment Model(string text)
    {
        var (name, arms) = text.Split(": ") is [var first, var rest] ? (first, rest) : throw new ArgumentException(text);
        var route = new ModelRoute(name, name, [.. arms.Split(", ").Select(arm => arm.Split(' ')).Select(arm => new Arm(arm[0], double.Parse(arm[1], System.Globalization.CultureInfo.InvariantCulture), arm[2], ExampleDeployment.Identity(arm[2])))]);
        return new ModelDeployment(route, [.. route.Arms.DistinctBy(arm => arm.Identity).Select(arm => new ServedVersion
        {
            Model = name,
            Candidate = "plain",
            Identity = arm.Identity,
            Name = arm.Version,
            Image = $"registry.example/{name}@{ExampleDeployment.Identity($"image of {arm.Version}")}",
            Packaging = Packaging.Baked,
            Artifact = arm.Identity,
            ArtifactBytes = 1 << 20,
        })]);
    }

    private async Task<bool> GatewayAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.IndexOf(GatewayTable.PagePrefix, StringComparison.Ordinal) is var at && at < 0) return false;
        await context.Response.WriteAsync(new JsonObject { ["table"] = path[(at + GatewayTable.PagePrefix.Length)..] }.ToJsonString());
        return true;
    }

    private async Task ControlAsync(ResourceCache<V1Deployment> deployments)
    {
        await foreach (var change in deployments.ChangesAsync(_end.Token))
        {
            var name = change.Object.Metadata.Name;
            if (change.Kind == ChangeKind.Deleted) Cluster.Objects.Delete<V1Pod>(name);
            else if (change.Object.Status is null) Control(name);
        }
    }

    private async Task ControlJobsAsync(ResourceCache<V1Job> jobs)
    {
        await foreach (var change in jobs.ChangesAsync(_end.Token))
        {
            if (change.Kind == ChangeKind.Deleted || change.Object.Status is not null) continue;
            var name = change.Object.Metadata.Name;
            var lines = JobLines(change.Object);
            foreach (var line in lines) Cluster.Logs.Of(name, "models").Write(DateTimeOffset.UnixEpoch, line);
            Cluster.Logs.Of(name, "models").End();
            if (lines.Count > 0 || !JobsRun)
            {
                var state = JobsRun
                    ? new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error" } }
                    : new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ErrImagePull", Message = "not found" } };
                var pod = change.Object.Spec.Template.Spec;
                Cluster.Objects.Put(new V1Pod
                {
                    Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["controller-uid"] = change.Object.Metadata.Uid } },
                    Spec = pod,
                    Status = new V1PodStatus { Phase = JobsRun ? "Failed" : "Pending", ContainerStatuses = [new V1ContainerStatus { Name = "models", Image = pod.Containers[0].Image, State = state }] },
                });
            }

            Cluster.Objects.Change<V1Job>(name, job => job.Status = JobsRun
                ? new V1JobStatus { Conditions = [new V1JobCondition { Type = lines.Count > 0 ? "Failed" : "Complete", Status = "True", Reason = lines.Count > 0 ? "PodFailurePolicy" : "CompletionsReached" }] }
                : new V1JobStatus { Active = 1 });
        }
    }

    private void Control(string name)
    {
        var deployment = Cluster.Objects.Get<V1Deployment>(name)!;
        var trouble = Pods(deployment);
        var ready = new V1PodStatus { Phase = "Running", Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] };
        Cluster.Objects.Put(new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = name, Labels = deployment.Spec.Template.Metadata.Labels },
            Spec = deployment.Spec.Template.Spec,
            Status = trouble ?? ready,
        });
        var replicas = deployment.Spec.Replicas ?? 1;
        Cluster.Objects.Change<V1Deployment>(name, now => now.Status = new V1DeploymentStatus
        {
            ObservedGeneration = now.Metadata.Generation ?? 0,
            Replicas = replicas,
            UpdatedReplicas = replicas,
            AvailableReplicas = trouble is null ? replicas : 0,
        });
    }
}
