using System.Text.Json;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

public sealed class ShellTests(TrainedOrchard orchard)
{
    private const string Show = "cat $(python3 -c 'import json, os; print(json.load(open(os.environ[\"YARD_STEP\"]))[\"outputs\"][\"matrix\"])')/data.npy | sha256sum";

    [Fact]
    public async Task The_components_own_command_there_makes_what_the_step_made()
    {
        using var repository = orchard.Clone();
        var made = await MatrixAsync(repository);
        var before = Listing(repository);

        var answer = (await ShellAsync(repository, "sh", "-c", $"python3 -m measures && {Show}")).Ended(0);

        Assert.Equal($"{made}  -\n", answer.Out);
        Assert.Equal(before, Listing(repository));
    }

    [Fact]
    public async Task A_commands_exit_code_is_this_ones_and_its_options_are_its_own()
    {
        using var repository = orchard.Clone();
        (await ShellAsync(repository, "sh", "-c", "exit 7", "--json", "--nonsense")).Ended(7);
        (await ShellAsync(repository, "sh", "-c", "kill -9 $$")).Ended(137);
        Assert.Equal("there is no program 'nothing-of-the-sort' in PATH (/usr/local/bin:/usr/bin:/bin)\n", (await ShellAsync(repository, "nothing-of-the-sort")).Ended(127).Error);
    }

    [Fact]
    public async Task Without_a_command_it_is_a_shell_that_reads_what_is_typed()
    {
        using var repository = orchard.Clone();
        var answer = (await YardProgram.RunAsync(repository.Root, ["shell", "bread", "measures", "--root", repository.Root], input: "pwd | grep -c scratch\nexit 3\n")).Ended(3);
        Assert.Equal("1\n", answer.Out);
        Assert.Contains("bread/baked.measures: the step's own command is `", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_the_store_can_be_written()
    {
        using var repository = orchard.Clone();
        var before = Listing(repository);
        var spoil = "for place in $(python3 -c 'import json, os; print(json.load(open(os.environ[\"YARD_STEP\"]))[\"inputs\"][\"rows\"])') " + Path.Combine(repository.Root, ".yard", "steps")
            + "; do echo spoilt > $place/rows.json || echo refused; done 2>/dev/null";

        var answer = (await ShellAsync(repository, "sh", "-c", spoil)).Ended(0);

        // Where the kernel cannot keep it from writing, the user is told so.
        if (answer.Error.Contains("no Landlock", StringComparison.Ordinal)) return;
        Assert.Equal("refused\nrefused\n", answer.Out);
        Assert.Equal(before, Listing(repository));
    }

    [Fact]
    public async Task The_environment_is_printed_for_people_and_programs()
    {
        using var repository = orchard.Clone();
        var text = (await repository.YardAsync("shell", "bread", "measures", "--print-env")).Ended(0).Out;
        Assert.Contains("\nexport PYTHONHASHSEED='0'\n", text, StringComparison.Ordinal);
        Assert.Matches("\n# the step's own command: /[^ ]*python3 -m measures\n", text);
        var json = (await repository.YardJsonAsync("shell", "bread", "measures", "--print-env")).Ended(0).Json;
        Assert.Equal(JsonValueKind.String, json.GetProperty("step").GetProperty("inputs").GetProperty("rows").ValueKind);
        Assert.False(json.GetProperty("step").GetProperty("parameters").GetProperty("standardise").GetBoolean());
    }

    [Fact]
    public async Task Inputs_that_were_not_made_are_said_with_what_to_run()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/bread/model.yaml", "count: 90", "count: 93");
        Assert.Equal(
            "error YARD3018: bread/baked.measures reads what baked.parts would make, which is not in the store → make it with `./yard run bread`\n",
            (await repository.YardAsync("shell", "bread", "measures")).Ended(1).Error);
    }

    // What stands after -- is the command's, so --root comes first.
    private static Task<Answer> ShellAsync(TestRepository repository, params string[] command) =>
        YardProgram.RunAsync(repository.Root, ["shell", "bread", "measures", "--root", repository.Root, "--", .. command]);

    private static async Task<string> MatrixAsync(TestRepository repository)
    {
        var version = (await repository.YardJsonAsync("show", "bread@dev1")).Ended(0).Json.GetProperty("version");
        var digest = version.GetProperty("steps").GetProperty("measures").GetProperty("outputs").GetProperty("matrix").GetString()!["sha256:".Length..];
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(repository.Root, ".yard", "objects", digest[..2], digest, "data.npy"))));
    }

    private static IReadOnlyList<string> Listing(TestRepository repository) =>
        [.. new[] { "objects", "steps", "code" }.SelectMany(place => Directory.GetFiles(Path.Combine(repository.Root, ".yard", place), "*", SearchOption.AllDirectories))
            .Select(file => $"{file} {new FileInfo(file).Length} {File.GetUnixFileMode(file)} {File.GetLastWriteTimeUtc(file):O}").Order(StringComparer.Ordinal)];
}
