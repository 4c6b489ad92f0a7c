using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

public sealed class ServingChainTests : IDisposable
{
    private const string Model = "models/shirts/model.yaml";
    private readonly TestRepository _repository = TestRepository.Good();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Branches_are_walked_back_from_the_estimator_to_the_instance()
    {
        var chain = Chain("forest");

        Assert.Equal(["pixels", "title", "both", "forest"], chain.Steps.Select(step => step.Name));
        Assert.Equal(
            ["rows ← $instance", "rows ← $instance", "matrices ← pixels.matrix, title.matrix", "matrix ← both.matrix"],
            chain.Steps.SelectMany(Inputs));
        Assert.Equal(["matrix", "matrix", "matrix", "predictions"], chain.Steps.Select(step => step.Output));
        Assert.True(chain.Steps[2].Inputs["matrices"].IsList);
        Assert.Equal("forest", chain.Estimator.Name);
        Assert.Equal(new PortReference("parts", "rows"), chain.Rows);
    }

    [Fact]
    public void Labels_are_for_training_only() => Assert.DoesNotContain("labels", Chain("network").Estimator.Inputs.Keys);

    [Fact]
    public void Serving_from_names_the_estimator_and_leaves_other_branches_out()
    {
        Edit("      forest: {", "      second: { uses: forest, inputs: { matrix: title.matrix, labels: parts.labels } }\n      forest: {");
        Edit("runtime: flask,", "runtime: flask, from: second,");

        Assert.Equal(["title", "second"], Chain("forest").Steps.Select(step => step.Name));
    }

    [Fact]
    public void A_split_of_what_a_transform_made_passes_the_transform_on()
    {
        _repository.Write("pipelines/Components/upper/component.yaml", """
            name: upper
            kind: transform
            description: Rows to rows.
            inputs: { rows: rows }
            outputs: { rows: { type: rows, passes: rows } }
            runtime: python
            run: python3 -m upper
            serves: { python: upper }
            """);
        _repository.Write("pipelines/Components/upper/upper.py", "");
        Edit("      pixels:", "      upper: { uses: upper, inputs: { rows: parts.rows } }\n      pixels:");
        Edit("      pixels:", "      again: { uses: split, inputs: { rows: upper.rows } }\n      pixels:");
        Edit("rows: parts.rows }, with: { size: 2 }", "rows: again.rows }, with: { size: 2 }");
        Edit("rows: parts.rows }, with: { columns", "rows: again.rows }, with: { columns");
        Edit("matrix: both.matrix, labels: parts.labels", "matrix: both.matrix, labels: again.labels");

        var chain = Chain("forest");
        Assert.Equal(["upper", "pixels", "title", "both", "forest"], chain.Steps.Select(step => step.Name));
        Assert.Equal("rows ← upper.rows", Assert.Single(Inputs(chain.Steps[1])));
    }

    [Fact]
    public void A_step_that_two_branches_read_stands_once()
    {
        Edit("[pixels.matrix, title.matrix]", "[pixels.matrix, title.matrix, pixels.matrix]");

        Assert.Equal(["pixels", "title", "both", "forest"], Chain("forest").Steps.Select(step => step.Name));
    }

    private static IEnumerable<string> Inputs(ChainStep step) =>
        step.Inputs.Select(input => $"{input.Key} ← {string.Join(", ", input.Value.From)}");

    private ServingChain Chain(string candidate)
    {
        var repository = RepositoryReader.Read(_repository.Root);
        Assert.Equal([], repository.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        return ServingChain.Of(repository.Models["shirts"].Spec.Candidates[candidate], repository.Components);
    }

    private void Edit(string old, string text)
    {
        var model = File.ReadAllText(_repository.PathOf(Model));
        Assert.Contains(old, model, StringComparison.Ordinal);
        var at = model.IndexOf(old, StringComparison.Ordinal);
        _repository.Write(Model, model[..at] + text + model[(at + old.Length)..]);
    }
}
