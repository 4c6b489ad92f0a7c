using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Specs;
using Modelyard.Tests.Shared;
using Modelyard.Versions;

namespace Modelyard.Tests.Versions;

public sealed class ArtifactAssemblyTests : IDisposable
{
    private const string Pipeline = """
        { "lines": { "Uses": "lines" },
          "sizes": { "Uses": "sizes", "Inputs": { "rows": "lines.out" }, "With": { "scale": 3 } },
          "again": { "Uses": "sizes", "Inputs": { "rows": "lines.out" } },
          "guess": { "Uses": "guess", "Inputs": { "matrices": ["sizes.out", "again.out"], "labels": "lines.out" } } }
        """;

    private readonly TestYard _yard = new TestYard()
        .Component("lines", "write('x')", adjust: spec => spec with { Kind = "source" })
        .Component("sizes", "write('x'); write(parameters['scale'], port='state')", inputs: "rows", parameters: """{ "scale": 1 }""", adjust: spec => spec with
        {
            Kind = "transform",
            Serves = new ServesSpec { Python = "sizes" },
        })
        .Component("guess", "write('{\"classes\": [\"a\", \"b\"]}', name='predictions.json'); write('s', name='sub', port='state')", inputs: "matrices* labels", adjust: spec => spec with
        {
            Kind = "estimator",
            Serves = new ServesSpec { Python = "guess" },
            Inputs = new Dictionary<string, PortSpec> { ["matrices"] = new() { Type = "matrix", Many = true }, ["labels"] = new() { Type = "labels" } },
        })
        .Candidate("c", Pipeline);

    public void Dispose() => _yard.Dispose();

    [Fact]
    public async Task Holds_the_chain_the_code_and_the_states()
    {
        var artifact = Assemble(await _yard.RunAsync());

        var tree = ContentTree.Of(_yard.Store.Objects.PathOf(artifact.Digest));
        Assert.Equal(
            ["chain.json", "code/guess/main.py", "code/runtime/contract.py", "code/sizes/main.py", "state/again/data", "state/guess/sub", "state/sizes/data"],
            tree.Files.Select(file => file.Path));
        Assert.Equal(tree.Bytes, artifact.Bytes);
        Assert.Equal("3", File.ReadAllText(Path.Combine(_yard.Store.Objects.PathOf(artifact.Digest), "state/sizes/data")));
        var chain = JsonNode.Parse(File.ReadAllText(Path.Combine(_yard.Store.Objects.PathOf(artifact.Digest), "chain.json")))!;
        Assert.Equal(
            """[{"call":"transform","component":"sizes","inputs":{"rows":"$instance"},"module":"sizes","name":"sizes","output":"out","parameters":{"scale":3}},"""
            + """{"call":"transform","component":"sizes","inputs":{"rows":"$instance"},"module":"sizes","name":"again","output":"out","parameters":{"scale":1}},"""
            + """{"call":"predict","component":"guess","inputs":{"matrices":["sizes.out","again.out"]},"module":"guess","name":"guess","output":"out","parameters":{}}]""",
            chain["steps"]!.ToJsonString());
        Assert.Equal("""["a","b"]""", chain["classes"]!.ToJsonString());
    }

    [Fact]
    public async Task The_same_inputs_give_the_same_digest_here_and_in_another_store()
    {
        var one = Assemble(await _yard.RunAsync());
        Assert.Equal(one, Assemble(await _yard.RunAsync()));

        Modelyard.Running.Store.StagingArea.Remove(_yard.Folder.At(".yard/objects"));
        Modelyard.Running.Store.StagingArea.Remove(_yard.Folder.At(".yard/steps"));
        Modelyard.Running.Store.StagingArea.Remove(_yard.Folder.At(".yard/code"));
        Assert.Equal(one, Assemble(await _yard.RunAsync()));
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task Code_that_is_edited_afterwards_is_not_in_it()
    {
        var run = await _yard.RunAsync();
        var before = Assemble(run);

        _yard.Folder.Write("pipelines/Components/sizes/main.py", "from contract import *\nwrite('other')");

        Assert.Equal(before, Assemble(run));
        Assert.NotEqual(before, Assemble(await MendAsync()));
    }

    private async Task<RunOutcome> MendAsync()
    {
        _yard.Folder.Write("pipelines/Components/sizes/main.py", "from contract import *\nwrite('x'); write(parameters['scale'], port='state')  # edited");
        return await _yard.RunAsync();
    }

    private ArtifactReference Assemble(RunOutcome run)
    {
        var model = _yard.Repository.Models["m"].Spec;
        var chain = ServingChain.Of(model.Candidates["c"], _yard.Repository.Components);
        return new ArtifactAssembly(_yard.Store).Assemble(model, "c", "python", chain, run);
    }
}
