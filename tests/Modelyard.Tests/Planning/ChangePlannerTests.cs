using Modelyard.Diagnostics;
using Modelyard.Planning;
using Modelyard.Planning.Sources;
using Modelyard.Specs;

namespace Modelyard.Tests.Planning;

public sealed class ChangePlannerTests : IDisposable
{
    private readonly ModelRepository _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void The_repository_of_these_tests_is_sound() => Assert.Empty(RepositoryReader.Read(_models.Git.Root).Diagnostics);

    [Fact]
    public void Without_a_change_no_model_is_affected()
    {
        var plan = _models.Plan();

        Assert.Empty(plan.Models);
        Assert.Equal(["photo", "text"], plan.Unaffected);
        Assert.Equal(_models.Git.Run("rev-parse", "HEAD"), plan.Base);
    }

    [Theory]
    [InlineData("models/photo/code/x.py", "photo train ModelCode:code")]
    [InlineData("models/photo/data.csv", "photo train ModelCode:data.csv")]
    [InlineData("models/photo/README.md", "photo docs Texts:README.md")]
    [InlineData("models/photo/docs/figure.png", "photo docs Texts:docs/figure.png")]
    [InlineData("models/photo/requirements.txt", "photo docs Texts:requirements.txt")]
    [InlineData("models/photo/samples.json", "photo release Samples:samples.json")]
    [InlineData("models/photo/versions.yaml", "photo release Versions:versions.yaml")]
    [InlineData("models/photo/releases/local.yaml", "photo release Release:local")]
    [InlineData("models/photo/releases/new.yaml", "photo release Release:new")]
    [InlineData("pipelines/Components/scale/scale.py", "photo train Component:scale")]
    [InlineData("pipelines/Components/scale/README.md", "photo train Component:scale")]
    [InlineData("pipelines/Components/photos/photos.py", "photo train Component:photos; text train Component:photos")]
    [InlineData("pipelines/Components/onnx-join/onnx-join.py", "text train Component:onnx-join")]
    [InlineData("pipelines/Components/unused/unused.py", "")]
    [InlineData("pipelines/Components/component.schema.json", "")]
    [InlineData("pipelines/Runtimes/torch/shared.py", "text train Runtime:torch")]
    [InlineData("pipelines/Runtimes/sklearn/shared.py", "photo train Runtime:sklearn")]
    [InlineData("pipelines/Runtimes/base/shared.py", "photo train Runtime:base; text train Runtime:base")]
    [InlineData("pipelines/Runtimes/flask/shared.py", "photo release ServingRuntime:flask")]
    [InlineData("pipelines/Runtimes/onnx/shared.py", "text release ServingRuntime:onnx")]
    [InlineData("pipelines/FlaskServer/serve", "photo release Server:FlaskServer")]
    [InlineData("pipelines/ModelServer/src/new.cs", "text release Server:ModelServer")]
    [InlineData("pipelines/Cli/Program.cs", "")]
    [InlineData("docs/page.md", "")]
    [InlineData("models/README.md", "")]
    public void A_changed_file_affects_the_models_that_depend_on_it(string path, string expected)
    {
        _models.Git.Write(path, $"{Guid.NewGuid()}");

        Assert.Equal(expected, Summary(_models.Plan()));
    }

    [Theory]
    [InlineData("description: A model.", "description: Another text.", "docs", "description")]
    [InlineData("owner: team", "owner: crew", "docs", "owner")]
    [InlineData("owner: team", "owner: team # since 2026", "docs", "only comments, layout or order")]
    [InlineData("{ uses: scale, inputs", "{ timeout: 5m, uses: scale, inputs", "docs", "candidates.only.pipeline.pixels.timeout")]
    [InlineData("{ uses: scale, inputs", "{ with: { size: 28 }, uses: scale, inputs", "docs", "only comments, layout or order")]
    [InlineData("{ uses: scale, inputs", "{ with: { size: 29 }, uses: scale, inputs", "train", "candidates.only.pipeline.pixels.with.size")]
    [InlineData("trees: 100", "trees: 101", "train", "candidates.only.pipeline.fit.with.trees")]
    [InlineData("with: { trees: 100 }", "with: { trees: 10 }", "train", "candidates.only.pipeline.fit.with.trees")]
    [InlineData("text: string", "text: { type: string, optional: true }", "train", "signature.instance.text.optional")]
    [InlineData("{ runtime: flask }", "{ runtime: flask, workers: 2 }", "release", "candidates.only.serving.workers")]
    [InlineData("{ runtime: flask }", "{ runtime: flask, from: fit }", "train", "candidates.only.serving.from")]
    [InlineData("tests:", "gates: { accuracy: { at-least: 0.5 } }\ntests:", "train", "gates|gates.accuracy.at-least")]
    public void A_model_is_compared_by_meaning(string from, string to, string action, string details)
    {
        _models.Replace("models/photo/model.yaml", from, to);

        var plan = _models.Plan();

        Assert.Equal($"photo {action} ModelSpec:model.yaml", Summary(plan));
        Assert.Equal(details, string.Join('|', plan.Models[0].Reasons[0].Details));
    }

    [Fact]
    public void The_greatest_need_decides_and_every_reason_is_given()
    {
        _models.Git.Write("models/photo/README.md", "new").Write("models/photo/samples.json", "{ }").Write("pipelines/Components/forest/forest.py", "new").Write("pipelines/FlaskServer/serve", "new");

        Assert.Equal("photo train Component:forest Server:FlaskServer Samples:samples.json Texts:README.md", Summary(_models.Plan()));
    }

    [Fact]
    public void Names_the_sources_whose_data_is_looked_at_when_the_run_starts()
    {
        _models.Git.Write("models/photo/code/x.py").Write("models/text/README.md", "new");

        var plan = _models.Plan();

        Assert.Equal(["only.photos"], plan.Models[0].ResolvedAtRun);
        Assert.Empty(plan.Models[1].ResolvedAtRun);
    }

    [Theory]
    [InlineData("namespace: serving", "namespace: other", "text release Environment:dev")]
    [InlineData("description: there", "description: elsewhere", "")]
    [InlineData("local: { description: here }", "# a remark\n  local: { description: here }", "")]
    public void An_environment_affects_the_models_released_to_it(string from, string to, string expected)
    {
        _models.Replace("pipelines/environments.yaml", from, to);

        Assert.Equal(expected, Summary(_models.Plan()));
    }

    [Fact]
    public void A_new_model_trains_and_a_removed_one_is_to_be_taken_down()
    {
        _models.Git.Delete("models/text");
        _models.Model("fresh", ModelRepository.PhotoSteps, "flask");

        Assert.Equal("fresh train NewModel:fresh; text release RemovedModel:text", Summary(_models.Plan()));
    }

    [Fact]
    public void A_renamed_model_is_told_from_a_new_one()
    {
        _models.Git.Delete("models/text");
        _models.Model("words", ModelRepository.TextSteps, "onnx");

        var plan = _models.Plan();

        Assert.Equal("text release RemovedModel:text; words train NewModel:words", Summary(plan));
        Assert.Equal(["renamed from text; its steps are cached"], plan.Models[1].Reasons[0].Details);
    }

    [Fact]
    public void A_model_with_errors_is_planned_with_caution()
    {
        _models.Replace("models/photo/model.yaml", "owner: team", "ownr: team");
        _models.Git.Write("pipelines/Components/unused/unused.py", "new");

        var plan = _models.Plan();

        Assert.Equal("photo train ModelSpec:model.yaml Component:unused", Summary(plan));
        Assert.True(plan.Models[0].Invalid);
    }

    [Fact]
    public void A_model_whose_component_has_errors_is_planned_by_its_own_file()
    {
        _models.Replace("pipelines/Components/scale/component.yaml", "kind: transform", "kind: transformer");
        _models.Git.Write("pipelines/Components/unused/unused.py", "new");

        var plan = _models.Plan();

        Assert.Equal("photo train Component:scale", Summary(plan));
        Assert.True(plan.Models[0].Invalid);
        Assert.Equal(["text"], plan.Unaffected);
    }

    [Fact]
    public void A_model_that_had_errors_is_trained()
    {
        _models.Replace("models/photo/model.yaml", "owner: team", "ownr: team");
        _models.Git.Commit();
        _models.Replace("models/photo/model.yaml", "ownr: team", "owner: team");

        var plan = _models.Plan();

        Assert.Equal("photo train ModelSpec:model.yaml", Summary(plan));
        Assert.Equal(["it had errors, so what changed cannot be told"], plan.Models[0].Reasons[0].Details);
    }

    [Fact]
    public void A_revision_means_its_merge_base_with_head()
    {
        _models.Git.Run("checkout", "-q", "-b", "work");
        _models.Git.Write("models/photo/code/x.py").Commit();
        _models.Git.Write("models/photo/README.md", "dirty");
        var fork = _models.Git.Run("rev-parse", "main");
        _models.Git.Run("stash", "-q");
        _models.Git.Run("checkout", "-q", "main");
        _models.Git.Write("models/text/code/others.py").Commit();
        _models.Git.Run("tag", "release-1");
        _models.Git.Run("checkout", "-q", "work");
        _models.Git.Run("stash", "pop", "-q");

        Assert.Equal("photo docs Texts:README.md", Summary(_models.Plan()));
        foreach (var revision in new[] { "main", "release-1", "HEAD~1", fork[..10] })
        {
            var plan = _models.Plan(revision);
            Assert.Equal("photo train ModelCode:code Texts:README.md", Summary(plan));
            Assert.Equal(fork, plan.Base);
        }
    }

    [Fact]
    public void A_change_that_was_taken_back_is_none()
    {
        var original = File.ReadAllText(_models.Git.In("models/photo/README.md"));
        _models.Git.Write("models/photo/README.md", "changed").Commit();
        _models.Git.Write("models/photo/README.md", original);

        Assert.Equal("", Summary(_models.Plan("HEAD~1")));
        Assert.Equal("photo docs Texts:README.md", Summary(_models.Plan()));
    }

    [Theory]
    [InlineData("mian", "'mian' is no branch, tag or commit of this repository → did you mean 'main'?")]
    [InlineData("feature/x", "'feature/x' is no branch, tag or commit of this repository → there are: main, v1")]
    [InlineData("a..b", "'a..b' is no branch, tag or commit of this repository → there are: main, v1")]
    [InlineData("", "'' is no branch, tag or commit of this repository → there are: main, v1")]
    [InlineData("HEAD:models", "'HEAD:models' is no branch, tag or commit of this repository → there are: main, v1")]
    public void An_unknown_revision_is_an_error(string revision, string message)
    {
        _models.Git.Run("tag", "v1");

        var failure = Assert.Throws<YardException>(() => _models.Plan(revision));

        Assert.Equal($"error YARD2001: {message}", failure.Diagnostics.Single().ToString());
    }

    [Fact]
    public void Unrelated_histories_have_nothing_to_compare()
    {
        _models.Git.Run("checkout", "-q", "--orphan", "alone");
        _models.Git.Commit("a beginning of its own");

        var failure = Assert.Throws<YardException>(() => _models.Plan("main"));

        Assert.Equal("error YARD2002: 'main' and HEAD have no common ancestor in this clone", failure.Diagnostics.Single().ToString());
    }

    [Fact]
    public void Without_any_commit_every_model_is_new()
    {
        _models.Git.Delete(".git");

        var plan = _models.Plan();

        Assert.Null(plan.Base);
        Assert.Equal("photo train NewModel:photo; text train NewModel:text", Summary(plan));
    }

    [Fact]
    public void A_thousand_models_are_planned_in_a_moment()
    {
        for (var i = 0; i < 1000; i++) _models.Model($"model-{i:0000}", ModelRepository.PhotoSteps, "flask");
        _models.Git.Commit();
        _models.Git.Write("pipelines/Components/scale/scale.py", "new");
        var repository = RepositoryReader.Read(_models.Git.Root);
        var started = TimeProvider.System.GetTimestamp();

        using var trees = GitSourceTrees.Open(_models.Git.Root);
        var plan = ChangePlanner.Plan(repository, trees, null);
        foreach (var model in repository.Models.Values) trees.TreeId(model.Folder);

        Assert.Equal(1001, plan.Models.Count);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
        TestContext.Current.SendDiagnosticMessage($"1,000 models: {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms");
    }

    private static string Summary(Plan plan) => string.Join("; ", plan.Models.Select(model =>
        $"{model.Name} {model.Action.ToString().ToLowerInvariant()} {string.Join(' ', model.Reasons.Select(reason => $"{reason.What}:{reason.Subject}"))}"));
}
