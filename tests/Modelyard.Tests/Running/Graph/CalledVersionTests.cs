using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Graph;
using Modelyard.Running.Keys;
using Modelyard.Specs;
using Modelyard.Tests.Shared;
using Modelyard.Versions;

namespace Modelyard.Tests.Running.Graph;

/// <summary>Steps that ask another model.</summary>
public sealed class CalledVersionTests : IDisposable
{
    private static readonly Digest One = Digest.Of([1]), Two = Digest.Of([2]);

    private readonly TestYard _yard = new TestYard()
        .Component("source", "")
        .Component("model:m", "", inputs: "rows", adjust: Asking)
        .Component("model:m@c", "", inputs: "rows", adjust: Asking)
        .Candidate("c", """{ "first": { "Uses": "source" } }""")
        .Candidate("d", """{ "first": { "Uses": "source" }, "asks": { "Uses": "model:m", "Inputs": { "rows": "first.out" } } }""", model: "caller");

    public void Dispose() => _yard.Dispose();

    [Fact]
    public void The_key_holds_the_identity_of_the_called_version_and_no_name_of_it()
    {
        var key = KeyOf(One);
        Assert.Equal($$"""{"model":"m","version":"{{One}}"}""", key.Document["parameters"]!.ToJsonString());
        Assert.Equal(key.Digest, KeyOf(One).Digest);
        Assert.NotEqual(key.Digest, KeyOf(Two).Digest);
        Assert.Equal(new CalledVersion("m", One), Asks(One).Calls);
    }

    [Fact]
    public void Other_steps_ask_nobody() => Assert.Null(Build(One).ByName[new StepName("caller", "d", "first")].Calls);

    [Fact]
    public void A_model_without_a_version_cannot_be_called()
    {
        using var folder = new ScratchFolder();
        var calls = new CalledVersions(_yard.Repository, new VersionStore(folder.Path));
        var failure = Assert.Throws<YardException>(() => calls.Resolve(ModelCall.Parse("model:m")!)).Diagnostics.Single();
        Assert.Equal("error YARD4010: 'model:m' cannot be called: m/c has no version yet → train it first: ./yard run m", failure.ToString());
        var pinned = Assert.Throws<YardException>(() => calls.Resolve(ModelCall.Parse($"model:m@{One}")!)).Diagnostics.Single();
        Assert.Equal($"error YARD4010: 'model:m@{One}' cannot be called: m has no version {One} → train it first: ./yard run m", pinned.ToString());
        Assert.Equal("caller: 'model:m' cannot be called: m/c has no version yet", calls.Problems("caller").Single().Message);
        Assert.Empty(calls.Problems("m"));
    }

    private static ComponentSpec Asking(ComponentSpec spec) => spec with { Name = ModelCall.Component, Kind = "transform" };

    private StepGraph Build(Digest version) => StepGraphBuilder.Build(_yard.Repository, ["caller"], call => new CalledVersion(call.Model, version));

    private StepNode Asks(Digest version) => Build(version).ByName[new StepName("caller", "d", "asks")];

    private StepKey KeyOf(Digest version) => StepKey.Of(Asks(version), "tree", "shared", Digest.Of([0]), new Dictionary<string, IReadOnlyList<Digest>> { ["rows"] = [Digest.Of([3])] }, null);
}
