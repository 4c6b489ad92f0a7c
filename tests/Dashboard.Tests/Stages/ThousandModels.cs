using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Gateway;
using Modelyard.Running.Execution;
using Modelyard.Running.History;
using Modelyard.Running.Store;
using Modelyard.Serving;
using Modelyard.Specs;
using Modelyard.Traffic;
using Modelyard.Versions;

namespace Modelyard.Dashboard.Tests.Stages;

/// <summary>
/// A gateway with the dashboard over a thousand generated models with two live versions each, whose specs are read from files like any. No
/// server runs behind it. Some of it is hostile: the owner of model-0007 is markup, a run's log lies outside its folder.
/// </summary>
public sealed class ThousandModels : IAsyncLifetime
{
    public const int Count = 1000;
    public const string HostileOwner = "<script>alert('owned')</script>\"&";
    public const string HostileRun = "20260102-000000-000-beef";

    private readonly string _folder = Directory.CreateTempSubdirectory("yard-thousand-").FullName;
    private ServerSupervisor _servers = null!;
    private GatewayHost _gateway = null!;

    public Uri Address => _gateway.Address;

    public async ValueTask InitializeAsync()
    {
        var store = new YardStore(Path.Combine(_folder, ".yard"));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "models", "model-0000")).FullName, "samples.json"), """{"instances":[]}""");
        var models = Enumerable.Range(0, Count).ToDictionary(number => $"model-{number:0000}", Model);
        var routes = new RoutingTableHolder(RoutingTable.Of(models.Keys.Select(name => Route(name, store))));
        AddRuns(store.Runs);
        var repository = new Repository
        {
            Root = _folder,
            Models = models,
            Components = new Dictionary<string, SpecFile<ComponentSpec>>(),
            Runtimes = new Dictionary<string, SpecFile<RuntimeSpec>>(),
            Releases = new Dictionary<(string, string), SpecFile<ReleaseSpec>>(),
            Environments = new EnvironmentsSpec { Environments = new Dictionary<string, EnvironmentSpec>() },
            Diagnostics = [],
        };
        _servers = new ServerSupervisor(new ServingOptions { Folder = store.Servers }, TimeProvider.System);
        var pages = new DashboardPages(new DashboardSources(repository, store, routes, _servers, TimeProvider.System));
        _gateway = await GatewayHost.StartAsync(new GatewayOptions { Pages = pages }, routes, _servers, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _servers.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static SpecFile<ModelSpec> Model(int number)
    {
        var kind = number % 3;
        var spec = new ModelSpec
        {
            Name = $"model-{number:0000}",
            Owner = number == 7 ? HostileOwner : $"team-{number % 20}",
            Description = $"Tells what number {number} is, from a picture and a number.",
            Signature = new SignatureSpec
            {
                Instance = new Dictionary<string, FieldSpec> { ["photo"] = new() { Type = "image", Width = 8, Height = 8, Channels = kind == 0 ? 1 : 4 }, ["size"] = new() { Type = "number" }, ["new"] = new() { Type = "boolean" }, ["title"] = new() { Type = "string" } },
                Prediction = kind switch { 0 => new Dictionary<string, FieldSpec> { ["label"] = new() { Type = "string" } }, _ => new Dictionary<string, FieldSpec> { ["value"] = new() { Type = "number" } } },
            },
            Candidates = new Dictionary<string, CandidateSpec>(),
            Gates = new Dictionary<string, GateSpec> { ["accuracy"] = new() { AtLeast = 0.5 } },
            Tests = new ModelTestsSpec { Samples = "samples.json" },
        };
        return new SpecFile<ModelSpec>(spec, $"models/{spec.Name}", null!);
    }

    private static ModelRoute Route(string model, YardStore store)
    {
        var arms = new List<Arm>();
        foreach (var (arm, weight) in ((string, double)[])[("a", 75), ("b", 25)])
        {
            var identity = Digest.Of(Encoding.UTF8.GetBytes($"{model} {arm}"));
            var manifest = new VersionManifest
            {
                Identity = identity,
                Model = model,
                Candidate = arm == "a" ? "forest" : "network",
                Artifact = new ArtifactReference(identity, 1_234_567),
                Steps = new Dictionary<string, VersionStep>(),
                Signature = [],
                EvaluationData = identity,
                Metrics = new Dictionary<string, double> { ["accuracy"] = arm == "a" ? 0.8125 : 0.75 },
                Golden = identity,
                Serving = new VersionServing("flask-sklearn", 2, null, "baked"),
            };
            var place = Path.Combine(store.Versions, model);
            Directory.CreateDirectory(place);
            // As the version store writes them, without its locks and fsyncs, which would take minutes for two thousand.
            File.WriteAllBytes(Path.Combine(place, $"{identity.Hex}.json"), JsonSerializer.SerializeToUtf8Bytes(manifest, StoreJson.Options));
            File.WriteAllText(Path.Combine(place, arm == "a" ? "dev1" : "dev2"), identity.ToString());
            arms.Add(new Arm(arm, weight, arm == "a" ? "dev1" : "dev2", identity));
        }

        return new ModelRoute(model, model, [.. arms]);
    }

    private void AddRuns(string runs)
    {
        File.WriteAllText(Path.Combine(_folder, "secret.log"), "the secret");
        var record = new RunRecord
        {
            Run = HostileRun,
            Command = "yard run <b>bold</b>",
            State = RunState.Failed,
            Started = DateTimeOffset.UnixEpoch,
            Ended = DateTimeOffset.UnixEpoch.AddSeconds(2),
            Models = ["model-0000"],
            Steps =
            [
                new RunStep { Names = ["model-0000/forest.parts"], Component = "split", State = StepState.Done, Seconds = 1, Log = Path.Combine(_folder, "secret.log"), KeyDocument = new JsonObject { ["x"] = "<i>" } },
                new RunStep { Names = ["model-0000/forest.fit"], Component = "fit", State = StepState.Failed, Seconds = 1, Needs = ["model-0000/forest.parts"], Failure = "error: <img src=x onerror=alert(1)>", Log = "/elsewhere/model-0000.forest.fit.log" },
            ],
        };
        var logs = Directory.CreateDirectory(Path.Combine(runs, HostileRun, "logs")).FullName;
        File.WriteAllText(Path.Combine(logs, "model-0000.forest.fit.log"), "said </pre><script>alert(2)</script>\n");
        File.WriteAllBytes(Path.Combine(runs, HostileRun, "run.json"), JsonSerializer.SerializeToUtf8Bytes(record, StoreJson.Options));
    }
}
