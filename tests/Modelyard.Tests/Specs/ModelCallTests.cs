using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

public sealed class ModelCallTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("model:shirts", null, null)]
    [InlineData("model:shirts@network", "network", null)]
    [InlineData($"model:shirts@sha256:{Hex}", null, $"sha256:{Hex}")]
    public void A_call_names_a_model_and_perhaps_which_version(string uses, string? candidate, string? identity)
    {
        var call = ModelCall.Parse(uses)!;
        Assert.Equal(new ModelCall("shirts", candidate, identity), call);
        Assert.Equal(uses, call.ToString());
    }

    [Theory]
    [InlineData("model:")]
    [InlineData("model:Shirts")]
    [InlineData("model:shirts@")]
    [InlineData("model:shirts@a@b")]
    [InlineData("model:shirts@sha256:0123")]
    [InlineData("shirts")]
    [InlineData(null)]
    public void Other_texts_are_no_calls(string? uses) => Assert.Null(ModelCall.Parse(uses));

    [Fact]
    public void Models_are_trained_after_those_that_they_call_and_served_with_them()
    {
        using var files = TestRepository.Case("good/model-call");
        var repository = RepositoryReader.Read(files.Root);

        Assert.Equal([["shirts"], ["looks"], ["style"]], CalledModels.InOrder(repository, ["looks", "shirts", "style"]));
        Assert.Equal(["looks", "shirts", "style"], CalledModels.With(repository, ["style"]));
        Assert.Equal(["photo", "title"], repository.Components["model:looks"].Spec.Inputs["rows"].Columns.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(repository.Components["model:looks"].Spec.Parameters);
    }

    [Fact]
    public void A_model_that_calls_one_with_errors_is_left_out_like_one_whose_component_has_errors()
    {
        using var files = TestRepository.Case("good/model-call");
        files.Write("models/shirts/samples.json", "nothing");
        var repository = RepositoryReader.Read(files.Root);

        Assert.Empty(repository.Models);
        Assert.All(repository.Diagnostics, diagnostic => Assert.Equal("models/shirts/samples.json", diagnostic.Where?.File));
    }
}
