using System.Text.Json;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Planning.Sources;
using Modelyard.Running.Contract;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;
using Modelyard.Specs;

namespace Modelyard.Tests.Shared;

/// <summary>
/// A small repository with a store, whose steps are short Python programs run by the real step runner. Steps begin with
/// <c>from contract import *</c>, which gives them <c>read</c>, <c>write</c>, <c>inputs</c>, <c>outputs</c>, <c>parameters</c> and <c>step</c>.
/// </summary>
internal sealed class TestYard : IDisposable
{
    private const string Contract = """
        import json, os, signal, sys, time
        step = json.load(open(os.environ["YARD_STEP"]))
        parameters, inputs, outputs = step["parameters"], step["inputs"], step["outputs"]
        def read(port): return open(os.path.join(inputs[port], "data")).read()
        def write(text, name="data", port="out"): open(os.path.join(outputs[port], name), "w").write(str(text))
        def report(text): open(step["metrics"], "w").write(text)

        """;

    private static readonly JsonSerializerOptions Kebab = new() { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower, PropertyNameCaseInsensitive = true };

    private readonly Dictionary<string, SpecFile<ComponentSpec>> _components = [];
    private readonly Dictionary<string, SpecFile<ModelSpec>> _models = [];

    public TestYard()
    {
        Folder.Write("pipelines/Runtimes/plain/contract.py", Contract);
        Store = OpenStore();
    }

    public ScratchFolder Folder { get; } = new();

    public YardStore Store { get; }

    /// <summary>Room for steps.</summary>
    public Capacity Capacity { get; set; } = new(4, 1L << 30);

    /// <summary>Changes every job on its way to the runner.</summary>
    public Func<StepJob, StepJob> Job { get; set; } = job => job;

    /// <summary>Where steps run; as processes unless told otherwise.</summary>
    public IStepRunner? Runner { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What the runtime has installed.</summary>
    public string Lock { get; set; } = "lock";

    public TestObserver Observer { get; } = new();

    public string Root => Folder.Path;

    public YardStore OpenStore() => new(Folder.At(".yard"));

    /// <summary>Adds a component, or changes it, with the ports <c>out</c> and those named.</summary>
    public TestYard Component(string name, string code, string inputs = "", string parameters = "{}", Func<ComponentSpec, ComponentSpec>? adjust = null)
    {
        Folder.Write($"pipelines/Components/{name}/main.py", "from contract import *\n" + code);
        var spec = new ComponentSpec
        {
            Name = name,
            Kind = "report",
            Description = "A test's.",
            Runtime = "plain",
            Run = "python3 -S {component}/main.py",
            Inputs = inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(port => port.TrimEnd('*'), port => new PortSpec { Type = "rows", Many = port.EndsWith('*') }),
            Outputs = new Dictionary<string, PortSpec> { ["out"] = new() { Type = "rows" } },
            Parameters = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(parameters)!
                .ToDictionary(parameter => parameter.Key, parameter => new ParameterSpec { Type = "string", Default = parameter.Value }),
        };
        _components[name] = new SpecFile<ComponentSpec>(adjust?.Invoke(spec) ?? spec, $"pipelines/Components/{name}", new SourceMap($"pipelines/Components/{name}/component.yaml"));
        return this;
    }

    /// <summary>Adds a candidate, or changes it: <c>a: { uses: one }</c>, in JSON.</summary>
    public TestYard Candidate(string candidate, string pipeline, string model = "m")
    {
        var spec = new CandidateSpec
        {
            Pipeline = JsonSerializer.Deserialize<Dictionary<string, StepSpec>>(pipeline, Kebab)!,
            Serving = new ServingSpec { Runtime = "plain" },
        };
        var candidates = _models.TryGetValue(model, out var known) ? new Dictionary<string, CandidateSpec>(known.Spec.Candidates) : [];
        candidates[candidate] = spec;
        var field = new Dictionary<string, FieldSpec> { ["text"] = new() { Type = "string" } };
        _models[model] = new SpecFile<ModelSpec>(
            new ModelSpec
            {
                Name = model,
                Owner = "tests",
                Description = "A test's.",
                Signature = new SignatureSpec { Instance = field, Prediction = field },
                Candidates = candidates,
                Tests = new ModelTestsSpec { Samples = "samples.json" },
            },
            $"models/{model}",
            new SourceMap($"models/{model}/model.yaml"));
        return this;
    }

    /// <summary>Takes a model away.</summary>
    public void Forget(string model) => _models.Remove(model);

    public Repository Repository => new()
    {
        Root = Root,
        Models = _models,
        Components = _components,
        Runtimes = new Dictionary<string, SpecFile<RuntimeSpec>>
        {
            ["plain"] = new(new RuntimeSpec { Name = "plain", Description = "A test's.", Language = "python" }, "pipelines/Runtimes/plain", new SourceMap("runtime.yaml")),
        },
        Releases = new Dictionary<(string, string), SpecFile<ReleaseSpec>>(),
        Environments = new EnvironmentsSpec { Environments = new Dictionary<string, EnvironmentSpec>() },
        Diagnostics = [],
    };

    public StepGraph Graph() => StepGraphBuilder.Build(Repository, _models.Keys);

    /// <summary>What one command would make: source trees are looked at when it starts.</summary>
    public StepExecutor Executor(YardStore? store = null)
    {
        var runtime = new StepRuntime("plain", "pipelines/Runtimes/plain", "python", Programs.Python, Digest.Of(System.Text.Encoding.UTF8.GetBytes(Lock)), new Dictionary<string, string>());
        var preparation = new StepPreparation(store ?? Store, GitSourceTrees.Open(Root), Root, new Dictionary<string, StepRuntime> { ["plain"] = runtime });
        return new StepExecutor(store ?? Store, new AdjustedRunner(this), preparation, Time);
    }

    public Task<RunOutcome> RunAsync(CancellationToken? cancellation = null, YardStore? store = null, IRunObserver? observer = null) =>
        new GraphRun(store ?? Store, new AdjustedRunner(this), Executor(store), observer ?? Observer, Time)
            .RunAsync(Graph(), "yard run m", cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Runs, and gives the one failure's code and message.</summary>
    public async Task<string> FailureAsync()
    {
        var failure = Assert.Single((await RunAsync()).Failures);
        return $"{failure.Code.Id}: {failure.Message}";
    }

    /// <summary>The text of a step's output.</summary>
    public string Data(RunOutcome run, string step, string candidate = "c", string model = "m") =>
        File.ReadAllText(Path.Combine(Store.Objects.PathOf(run.Find(new StepName(model, candidate, step))!.Record.Outputs["out"]), "data"));

    /// <summary>What is kept is whole, and nothing lies about.</summary>
    public void AssertStoreIntact()
    {
        Assert.All(Store.Objects.All(), digest => Assert.True(Store.Objects.VerifyContent(digest), $"{digest} is damaged"));
        Assert.Empty(Staged());
    }

    /// <summary>Work in progress of all processes.</summary>
    public IReadOnlyList<string> Staged() => !Directory.Exists(Folder.At(".yard/staging")) ? [] : [.. Directory.EnumerateDirectories(Folder.At(".yard/staging"))
        .SelectMany(Directory.EnumerateDirectories)
        .Where(folder => !Path.GetFileName(folder).StartsWith("damaged-", StringComparison.Ordinal))];

    public void Dispose()
    {
        Store.Staging.Dispose();
        Folder.Dispose();
    }

    private sealed class AdjustedRunner(TestYard yard) : IStepRunner
    {
        private readonly IStepRunner _runner = yard.Runner ?? new ProcessStepRunner(BuiltPrograms.StepRunner, yard.Capacity);

        public Capacity Capacity => yard.Capacity;

        public bool Outlives => _runner.Outlives;

        public bool LendsVariables => _runner.LendsVariables;

        public int CpusFor(StepNode node) => _runner.CpusFor(node);

        public Task JoinAsync(StepNode node, Digest key, CancellationToken cancellation) => _runner.JoinAsync(node, key, cancellation);

        public Task<string?> FolderAsync(StepNode node, Digest key, CancellationToken cancellation) => _runner.FolderAsync(node, key, cancellation);

        public Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancellation) => _runner.RunAsync(work with { Job = yard.Job(work.Job) }, cancellation);
    }
}

/// <summary>Remembers what a run reported.</summary>
internal sealed class TestObserver : IRunObserver
{
    private readonly HashSet<Digest> _running = [];

    /// <summary>All changes, in order: <c>c.a Running</c>.</summary>
    public List<string> Changes { get; } = [];

    /// <summary>How many steps ran at the same time, at most.</summary>
    public int MostRunning { get; private set; }

    /// <summary>Why steps failed.</summary>
    public List<Diagnostic> Failures { get; } = [];

    public void Started(string run, StepGraph graph)
    {
    }

    public void Changed(StepProgress progress)
    {
        Changes.Add($"{progress.Node.Name.WithinModel} {progress.State}");
        if (progress is { State: StepState.Failed, Failure: { } failure }) Failures.Add(failure);
        if (progress.State == StepState.Running) _running.Add(progress.Node.Id);
        else _running.Remove(progress.Node.Id);
        MostRunning = Math.Max(MostRunning, _running.Count);
    }

    public void Ended()
    {
    }

    /// <summary>The last state of every step: <c>a Done, b Cached</c>, by name.</summary>
    public string Ends() => string.Join(", ", Changes.Select(change => change.Split(' ')).GroupBy(change => change[0])
        .Select(step => $"{step.Key[(step.Key.IndexOf('.') + 1)..]} {step.Last()[1]}").Order(StringComparer.Ordinal));
}
