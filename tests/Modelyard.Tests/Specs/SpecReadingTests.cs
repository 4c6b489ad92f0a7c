using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

/// <summary>What planning gets of good files, and what it is spared.</summary>
public sealed class SpecReadingTests : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Good();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void A_model_is_read_with_its_values_and_defaults()
    {
        var model = Read().Models["shirts"];
        var forest = model.Spec.Candidates["forest"];

        Assert.Equal("models/shirts", model.Folder);
        Assert.Equal(new Quantity(512 << 20), forest.Serving.Memory);
        Assert.Equal("baked", forest.Serving.Packaging);
        Assert.Equal("string", model.Spec.Signature.Instance["title"].Type);
        Assert.Equal(20, forest.Pipeline["forest"].With["trees"].GetInt32());
        Assert.Equal(["photos", "parts", "pixels", "title", "both", "forest", "report"], forest.Pipeline.Keys);
        Assert.True(forest.Pipeline["both"].Inputs["matrices"].IsList);
        Assert.Equal(TimeSpan.FromMinutes(10), model.Spec.Candidates["network"].Pipeline["network"].Timeout?.Value);
    }

    [Fact]
    public void A_release_is_found_by_model_and_environment()
    {
        var release = Read().Releases[("shirts", "local")];

        Assert.Equal("models/shirts/releases", release.Folder);
        Assert.Equal(90, release.Spec.Arms["a"].Weight);
    }

    [Fact]
    public void Implied_outputs_are_added_in_one_place()
    {
        var components = Read().Components;

        Assert.Equal(["matrix", "state", "onnx"], ComponentPorts.OutputsOf(components["scale"].Spec).Keys);
        Assert.Equal(["predictions", "state"], ComponentPorts.OutputsOf(components["forest"].Spec).Keys);
        Assert.Equal(["rows"], ComponentPorts.OutputsOf(components["photos"].Spec).Keys);
    }

    [Fact]
    public void A_model_whose_component_is_broken_is_left_out_without_errors_of_its_own()
    {
        _repository.Write("pipelines/Components/words/component.yaml", "name: words\n");

        var repository = Read();
        Assert.Empty(repository.Models);
        Assert.DoesNotContain("words", repository.Components.Keys);
        Assert.All(repository.Diagnostics, diagnostic => Assert.Equal("pipelines/Components/words/component.yaml", diagnostic.Where!.File));
    }

    [Fact]
    public void A_component_whose_runtime_is_broken_is_left_out_too()
    {
        _repository.Write("pipelines/Runtimes/python/runtime.yaml", "name: python\n");

        var repository = Read();
        Assert.Equal(["onnx"], repository.Runtimes.Keys);
        Assert.Empty(repository.Components);
        Assert.Empty(repository.Models);
    }

    [Fact]
    public void One_broken_model_leaves_the_others_in()
    {
        _repository.Write("models/hats/model.yaml", "name: hats\n");

        Assert.Equal(["shirts"], Read().Models.Keys);
    }

    [Fact]
    public void Reading_twice_gives_the_same_errors_in_the_same_order()
    {
        foreach (var name in Enumerable.Range(0, 30).Select(number => $"model-{number}"))
        {
            _repository.Write($"models/{name}/model.yaml", $"name: {name}\nowner: 3\nextra: 1\n");
        }

        Assert.Equal(Read().Diagnostics, Read().Diagnostics);
        Assert.Equal(30 * 6, Read().Diagnostics.Count);
    }

    private Repository Read() => RepositoryReader.Read(_repository.Root);
}
