using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class RuntimeNeedsTests
{
    private static readonly Repository Repository = new()
    {
        Root = "/r",
        Models = new Dictionary<string, SpecFile<ModelSpec>>
        {
            ["photo"] = RuntimeSpecs.InFile(Model("photo", ("photos", "forest", "flask-sklearn"), ("photos", "network", "onnx")), "models/photo"),
            ["other"] = RuntimeSpecs.InFile(Model("other", ("lists", "forest", "flask-sklearn")), "models/other"),
        },
        Components = new Dictionary<string, SpecFile<ComponentSpec>>
        {
            ["photos"] = Component("photos", "plain", "fashion"),
            ["lists"] = Component("lists", "plain", "icons"),
            ["forest"] = Component("forest", "sklearn"),
            ["network"] = Component("network", "sklearn"),
        },
        Runtimes = new[]
        {
            RuntimeSpecs.Learning, RuntimeSpecs.Dotnet, RuntimeSpecs.Python("plain"), RuntimeSpecs.Python("unused"),
            RuntimeSpecs.Python("flask-sklearn", RuntimeSpecs.Flask) with { Extends = "sklearn" },
        }.ToDictionary(runtime => runtime.Name, runtime => RuntimeSpecs.InFile(runtime, $"pipelines/Runtimes/{runtime.Name}")),
        Releases = new Dictionary<(string, string), SpecFile<ReleaseSpec>>(),
        Environments = new EnvironmentsSpec { Environments = new Dictionary<string, EnvironmentSpec>() },
        Diagnostics = [],
    };

    [Fact]
    public void A_model_needs_the_runtimes_of_its_components_and_servers_and_the_data_of_its_sources()
    {
        var needs = RuntimeNeeds.Of(Repository, ["photo"]);

        Assert.Equal(["flask-sklearn", "onnx", "plain", "sklearn"], needs.Runtimes.Select(runtime => runtime.Name));
        Assert.Equal(["numpy", "scikit-learn", "Flask"], needs.Runtimes[0].Packages.Select(package => package.Pip));
        Assert.Equal("photos fashion", string.Join(' ', needs.Data.Select(need => $"{need.Component} {need.Package.Debian}")));
    }

    [Fact]
    public void A_run_alone_needs_no_server() =>
        Assert.Equal(["plain", "sklearn"], RuntimeNeeds.Of(Repository, ["photo"], serving: false).Runtimes.Select(runtime => runtime.Name));

    [Fact]
    public void What_two_models_share_is_needed_once()
    {
        var needs = RuntimeNeeds.Of(Repository, ["photo", "other"]);

        Assert.Equal(4, needs.Runtimes.Count);
        Assert.Equal(["icons", "fashion"], needs.Data.Select(need => need.Package.Debian));
    }

    private static SpecFile<ComponentSpec> Component(string name, string runtime, string? data = null) => RuntimeSpecs.InFile(
        new ComponentSpec
        {
            Name = name,
            Kind = data is null ? "estimator" : "source",
            Description = "A test's.",
            Runtime = runtime,
            Run = "python3 -m x",
            Data = data is null ? [] : [new DataPackageSpec { File = $"/data/{data}", Debian = data }],
        },
        $"pipelines/Components/{name}");

    private static ModelSpec Model(string name, params (string Source, string Estimator, string Serving)[] candidates) => new()
    {
        Name = name,
        Owner = "a team",
        Description = "A test's.",
        Signature = new SignatureSpec { Instance = new Dictionary<string, FieldSpec>(), Prediction = new Dictionary<string, FieldSpec>() },
        Tests = new ModelTestsSpec { Samples = "samples.json" },
        Candidates = candidates.ToDictionary(candidate => candidate.Estimator, candidate => new CandidateSpec
        {
            Pipeline = new Dictionary<string, StepSpec> { ["a"] = new() { Uses = candidate.Source }, ["b"] = new() { Uses = candidate.Estimator } },
            Serving = new ServingSpec { Runtime = candidate.Serving },
        }),
    };
}
