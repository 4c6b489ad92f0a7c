using System.Text.Json;
using Cake.Core;

namespace Modelyard.Build.Tests;

public sealed class MatrixTests
{
    [Fact]
    public void Plan_writes_the_models_to_train_as_a_matrix()
    {
        var build = new RecordedBuild(RecordedBuild.PlanOf(("item-photo", "train"), ("listing-category", "docs"), ("similar-items", "train"))).With("GITHUB_OUTPUT", "/repository/output");

        Assert.Equal(0, build.Run("Plan"));

        Assert.Equal("""{"include":[{"models":"item-photo"},{"models":"similar-items"}]}""" + "\n", build.Read("artifacts/matrix.json"));
        Assert.Equal(
            """
            matrix={"include":[{"models":"item-photo"},{"models":"similar-items"}]}
            any=true
            models=item-photo,listing-category,similar-items

            """,
            build.Read("output"));
        Assert.Contains("item-photo: train, model item-photo", build.Said);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(256, 256, 1)]
    [InlineData(257, 256, 2)]
    [InlineData(1000, 256, 4)]
    public void A_matrix_never_has_more_jobs_than_github_takes(int models, int jobs, int most)
    {
        var names = Enumerable.Range(0, models).Select(number => $"model-{number}").ToList();

        using var matrix = JsonDocument.Parse(JobMatrix.Of(names));
        var entries = matrix.RootElement.GetProperty("include").EnumerateArray().Select(job => job.GetProperty("models").GetString()!.Split(',')).ToList();

        Assert.Equal(jobs, entries.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), entries.SelectMany(entry => entry).Order(StringComparer.Ordinal));
        Assert.Equal(most, entries.Select(entry => entry.Length).DefaultIfEmpty(0).Max());
    }

    [Fact]
    public void A_plan_that_is_none_is_told_as_that()
    {
        var failure = Assert.Throws<CakeException>(() => ChangePlan.Parse("""{"model":[]}"""));

        Assert.StartsWith("the plan is not what `yard plan --json` writes: ", failure.Message, StringComparison.Ordinal);
    }
}
