using System.Text.Json;

namespace Modelyard.Cli.Tests;

public sealed class ChangeReportTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task A_change_of_two_models_is_told_whole()
    {
        using var repository = orchard.Clone();
        repository.Git("tag", "before");
        repository.Replace("models/fruit/model.yaml", "sharpness: 1 ", "sharpness: 3 ");
        repository.Replace("models/bread/releases/local.yaml", "{ a: { candidate: baked, weight: 100 } }", "{ a: { candidate: baked, weight: 70 }, b: { version: dev1, weight: 30 } }");
        repository.Commit("Sharpen fruit, share bread");
        (await repository.YardAsync("run", "fruit")).Ended(0);
        var folder = Path.Combine(repository.Folder.Path, "review");

        var answer = (await repository.YardAsync("report", "--since", "before", "--output", folder)).Ended(0);

        Assert.StartsWith("2 of 2 models affected\n  Working tree against the merge base with before (", answer.Out, StringComparison.Ordinal);
        Assert.Matches(@"\n  bread +release +release local +baked dev1: accuracy [0-9.]+ +local: 30 % move\n", answer.Out);
        Assert.Matches(@"\n  fruit +train +model.yaml +near dev3: accuracy [0-9.]+ \(0\); scaled dev2: accuracy [0-9.]+ \([-+0-9. a-z]+\)\n", answer.Out);
        Assert.Contains("\n\nfruit: train\n  why         needs  what changed\n  model.yaml  train  candidates.near.pipeline.centres.with.sharpness\n", answer.Out, StringComparison.Ordinal);
        Assert.Matches(@"\nnear: dev3 \([0-9a-f]{12}\) against dev1 of near \([0-9a-f]{12}\), the version of near before it\n", answer.Out);
        Assert.Contains("\nConfusion matrix\n  true ", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\n  Its picture: fruit.near.confusion.svg beside this report.\n", answer.Out, StringComparison.Ordinal);
        Assert.Matches(@"\n  artifact +[0-9.]+ kB +[0-9.]+ kB +", answer.Out);
        Assert.Matches(@"\n  memory that its server held +[0-9.]+ MB +[0-9.]+ MB +\S.*\n  memory that one server may use +no limit +no limit\n  start of its server +[0-9.]+ s +[0-9.]+ s\n", answer.Out);
        Assert.Contains("\nRelease to local\n  arm  before  weight  now    weight\n  a    baked    100 %  baked    70 %\n  b                 -  dev1     30 %\n  30 % of the subjects get another arm; all others keep theirs.\n", answer.Out, StringComparison.Ordinal);
        Assert.Matches(@"\nNewest run\n  [-0-9a-f]+, done: 8 steps; 2 ran, in [0-9.]+ s together; 6 were cached, which took [0-9.]+ s when they ran\.\n", answer.Out);
        Assert.Matches(@"\n  To do the same here:\n  \$ git checkout [0-9a-f]{40} && ./yard run fruit && ./yard report fruit && ./yard report --since [0-9a-f]{40}\n", answer.Out);

        Assert.Equal(answer.Out, File.ReadAllText(Path.Combine(folder, "report.txt")));
        Assert.StartsWith("# 2 of 2 models affected\n", File.ReadAllText(Path.Combine(folder, "report.md")), StringComparison.Ordinal);
        Assert.Equal(["bread.baked.confusion.svg", "fruit.near.confusion.svg", "fruit.scaled.confusion.svg", "report.md", "report.txt"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Models_without_a_version_with_errors_or_gone_are_told_too()
    {
        using var repository = TestRepository.Create();
        repository.Git("tag", "before");
        repository.Replace("models/bread/model.yaml", "owner: bakery", "ovner: bakery");
        repository.Replace("models/fruit/model.yaml", "sharpness: 1 ", "sharpness: 3 ");
        foreach (var file in (string[])["model.yaml", "samples.json", "README.md", "releases/local.yaml"]) repository.Write($"models/pear/{file}", repository.Read($"models/fruit/{file}").Replace("name: fruit", "name: pear", StringComparison.Ordinal));
        Directory.Delete(Path.Combine(repository.Root, "models", "fruit"), recursive: true);

        var answer = (await repository.YardAsync("report", "--since", "before")).Ended(0);

        Assert.StartsWith("3 of 3 models affected\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("models/bread/model.yaml:2:1: error YARD1", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\nbread: train\n! It, or something that it uses, has errors: nothing can be run.\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\n  $ ./yard validate bread\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\nfruit: release\n  why            needs    what changed\n  removed model  release", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\n  Nobody is answered there any more.\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\npear: train\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\nnear\n! near has no version yet: ./yard run pear\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\n  It has no run in this store.\n", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_are_compared_where_the_store_has_the_versions()
    {
        using var repository = orchard.Clone();
        repository.Write("pipelines/environments.yaml", repository.Read("pipelines/environments.yaml") + """
              dev:
                description: There.
                registry: registry.example/modelyard
                serving: { context: dev, namespace: serving }
            """);
        repository.Write("models/fruit/releases/dev.yaml", "arms: { a: { candidate: near, weight: 90 }, b: { candidate: scaled, weight: 10 } }\n");
        repository.Write("models/bread/releases/dev.yaml", "arms: { a: { version: v7, weight: 100 } }\n");
        repository.Commit("Go to dev");
        repository.Git("tag", "before");
        repository.Write("models/fruit/releases/dev.yaml", "arms: { a: { candidate: near, weight: 60 }, b: { candidate: scaled, weight: 40 } }\n");
        repository.Replace("models/fruit/model.yaml", "workers: 1", "workers: 2");
        repository.Replace("models/bread/model.yaml", "workers: 1", "workers: 2");

        var answer = (await repository.YardAsync("report", "--since", "before")).Ended(0).Out;

        Assert.Contains("\nManifests for dev\n  object ", answer, StringComparison.Ordinal);
        Assert.Matches(@"\n  ~ VirtualService fruit +spec\.http.*weight: 90 → 60\n", answer);
        Assert.Matches(@"\n  They cannot be told without its registry \(arms\.a\.version 'v7' is no version of bread\); this shows them: ./yard deploy bread --environment dev --dry-run\n", answer);
    }

    [Fact]
    public async Task Five_hundred_models_are_a_table_and_a_word_where_the_rest_is()
    {
        using var repository = TestRepository.Create();
        var model = repository.Read("models/bread/model.yaml");
        repository.Git("tag", "before");
        for (var number = 0; number < 500; number++)
        {
            repository.Write($"models/bread-{number:000}/model.yaml", model.Replace("name: bread", $"name: bread-{number:000}", StringComparison.Ordinal));
            repository.Write($"models/bread-{number:000}/samples.json", repository.Read("models/bread/samples.json"));
            repository.Write($"models/bread-{number:000}/README.md", "Bread.\n");
        }

        var folder = Path.Combine(repository.Folder.Path, "review");
        var answer = (await repository.YardAsync("report", "--since", "before", "--output", folder, "--format", "markdown")).Ended(0).Out;

        Assert.Equal(500, answer.Split('\n').Count(line => line.StartsWith("| bread-", StringComparison.Ordinal)));
        Assert.Equal(25, answer.Split('\n').Count(line => line.StartsWith("## bread-", StringComparison.Ordinal)));
        Assert.EndsWith($"> **475 more models are in the table above only. The whole report is in {folder.Replace("_", "\\_", StringComparison.Ordinal)}.**\n", answer, StringComparison.Ordinal);
        Assert.Equal(500, File.ReadLines(Path.Combine(folder, "report.md")).Count(line => line.StartsWith("## bread-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("report", "error YARD9002: there is neither MODEL nor --since → expected one of them\n")]
    [InlineData("report fruit --since HEAD", "error YARD9002: MODEL and --since exclude each other → expected one of them\n")]
    [InlineData("report fruit --output x", "error YARD9002: --output is for --since\n")]
    [InlineData("report --since HEAD --candidate near", "error YARD9002: --candidate and --against are for one MODEL, not for --since\n")]
    public async Task What_does_not_go_together_is_said(string arguments, string expected)
    {
        using var repository = orchard.Clone();
        Assert.Equal(expected, (await repository.YardAsync(arguments.Split(' '))).Ended(2).Error);
    }

    [Fact]
    public async Task As_json_it_is_one_document()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/bread/README.md", "orchard", "bakery");
        var document = (await repository.YardJsonAsync("report", "--since", "HEAD")).Ended(0).Json;
        Assert.Equal(["bread"], document.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("planned").GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.Array, document.GetProperty("errors").ValueKind);
    }
}
