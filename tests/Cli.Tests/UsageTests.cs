using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

public sealed class UsageTests(TrainedOrchard orchard)
{
    public static TheoryData<string> Verbs =>
        ["up", "validate", "plan", "run", "build", "why", "report", "shell", "runs", "versions", "show", "push", "pull", "trace", "release", "deploy", "live", "predict", "status", "metrics", "components", "new", "gc"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_teaches_with_examples(string verb)
    {
        var answer = (await YardProgram.RunAsync(YardProgram.Root, [verb, "--help"])).Ended(0);
        Assert.Contains($"yard {verb}", answer.Out, StringComparison.Ordinal);
        Assert.Contains($"Examples:\n  ./yard {verb}", answer.Out, StringComparison.Ordinal);
        Assert.Contains("--json", answer.Out, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done", answer.Out, StringComparison.Ordinal);
        Assert.Empty(answer.Error);
    }

    [Fact]
    public async Task Alone_it_lists_its_verbs()
    {
        var answer = (await YardProgram.RunAsync(YardProgram.Root, [])).Ended(0);
        Assert.All(Verbs, verb => Assert.Contains($"  {verb.Data} ", answer.Out, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("relase fruit", "there is no verb 'relase'; there are up, validate, plan, run, build, why, report, shell, runs, versions, show, push, pull, number, cache, trace, release, deploy, live, gitops, github, predict, status, metrics, components, new, gc → did you mean 'release'?")]
    [InlineData("run --jsn", "there is no option '--jsn' → did you mean '--json'?")]
    [InlineData("show", "Required argument 'MODEL@VERSION' missing for command: 'show' → see ./yard show --help")]
    [InlineData("up --port high", "--port is 'high', expected a whole number → see ./yard up --help")]
    [InlineData("versions fruit bread", "Unrecognized command or argument 'bread' → see ./yard versions --help")]
    public async Task Wrong_usage_is_explained(string arguments, string message)
    {
        var answer = (await YardProgram.RunAsync(YardProgram.Root, arguments.Split(' '))).Ended(2);
        Assert.Equal($"error YARD9002: {message}\n", answer.Error);
        Assert.Empty(answer.Out);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    [InlineData("why")]
    [InlineData("versions")]
    [InlineData("show")]
    [InlineData("release")]
    [InlineData("up --once --models")]
    public async Task An_unknown_model_has_a_nearest_name(string verb)
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardAsync([.. verb.Split(' '), "fruti"])).Ended(2);
        Assert.Equal("error YARD9011: there is no model 'fruti'; there are bread, fruit → did you mean 'fruit'?\n", answer.Error);
    }

    [Fact]
    public async Task Outside_a_repository_it_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var answer = (await YardProgram.RunAsync(folder.Path, ["validate", "--root", folder.Path, "--json"])).Ended(2);
        Assert.Equal($"error YARD9001: {folder.Path} is not a Modelyard repository; expected the folders models/ and pipelines/ in it → name it with --root DIR\n", answer.Error);
        Assert.Equal("YARD9001", answer.Json.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(0, "validate")]
    [InlineData(0, "plan")]
    [InlineData(0, "run")]
    [InlineData(0, "why", "fruit")]
    [InlineData(0, "runs")]
    [InlineData(0, "versions", "fruit")]
    [InlineData(0, "show", "fruit@newest")]
    [InlineData(0, "release", "fruit")]
    [InlineData(0, "components")]
    [InlineData(0, "gc", "--dry-run")]
    [InlineData(0, "new", "things", "--template", "text")]
    [InlineData(0, "report", "fruit")]
    [InlineData(0, "shell", "fruit", "near.centres", "--print-env")]
    [InlineData(2, "shell", "fruit", "near.centres")]
    [InlineData(0, "components", "split")]
    [InlineData(0, "up", "--once")]
    [InlineData(1, "status")]
    [InlineData(1, "metrics")]
    [InlineData(1, "predict", "fruit", "models/fruit/samples.json")]
    [InlineData(2, "show", "fruit@dev9")]
    [InlineData(2, "run", "--jsn")]
    public async Task Json_is_one_document_and_nothing_else(int exitCode, params string[] arguments)
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardJsonAsync(arguments)).Ended(exitCode);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, answer.Json.ValueKind);
        await repository.Folder.NothingRunsAsync(TimeSpan.FromSeconds(10));
    }
}
