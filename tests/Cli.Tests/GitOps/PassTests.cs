using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.GitOps;

/// <summary>What people and other machines do to a remote meanwhile.</summary>
public sealed class PassTests(TrainedOrchard orchard)
{
    private const string Model = "models/fruit/model.yaml";

    [Fact]
    public async Task Two_machines_that_handle_merges_of_one_model_at_once_lose_no_version_and_number_none_twice()
    {
        using var platform = new Platform(orchard);
        (await platform.PassAsync()).Ended(0);
        using var other = orchard.Clone();
        other.Git("branch", "-M", "main");
        other.Git("remote", "add", "origin", platform.Remote);
        other.Git("fetch", "-q", "origin");
        other.Git("reset", "-q", "--hard", "origin/main");
        (await other.YardJsonAsync("gitops", "--once")).Ended(0);

        // While the first is about to push the number of the first merge, the second merge comes and another machine handles both.
        platform.Change("second", Model, text => text.Replace("sharpness: 2 }", "sharpness: 5 }", StringComparison.Ordinal));
        platform.Change("first", Model, text => text.Replace("sharpness: 1 }", "sharpness: 3 }", StringComparison.Ordinal));
        platform.Merge("first");
        var mark = Path.Combine(platform.Live.Folder.Path, "raced");
        var hook = Path.Combine(platform.Live.Root, ".git", "hooks", "pre-push");
        Directory.CreateDirectory(Path.GetDirectoryName(hook)!);
        File.WriteAllText(hook, $"""
            #!/bin/sh
            if [ -e {mark} ]; then exit 0; fi
            touch {mark}
            unset GIT_DIR GIT_INDEX_FILE
            set -e
            cd {platform.Desk}
            git fetch -q origin && git checkout -q -B main origin/main && git merge -q --no-ff -m second origin/second && git push -q origin main
            {YardProgram.Root}/yard gitops --once --root {other.Root}
            """);
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        (await platform.PassAsync()).Ended(0);
        File.Delete(hook);
        (await platform.PassAsync()).Ended(0);

        Assert.True(File.Exists(mark));
        var numbers = platform.Merged("models/fruit/versions.yaml").Split('\n').Where(line => line.StartsWith("  v", StringComparison.Ordinal)).Select(line => line.Trim().Split(',')[0]).ToList();
        Assert.Equal(["v1: { candidate: near", "v2: { candidate: scaled"], numbers[..2]);
        Assert.Equal(["{ candidate: near", "{ candidate: scaled"], numbers[2..].Select(line => line.Split(": ", 2)[1]).Order(StringComparer.Ordinal));
        Assert.Equal(["v3", "v4"], numbers[2..].Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task What_is_wrong_on_a_branch_is_in_its_report_and_nothing_of_it_is_trained()
    {
        using var platform = new Platform(orchard);
        (await platform.PassAsync()).Ended(0);
        platform.Change("broken", Model, text => text.Replace("uses: split", "uses: splitt", StringComparison.Ordinal));
        platform.Change("conflict", "models/fruit/versions.yaml", text => text.Replace("  v2:", "<<<<<<< HEAD\n  v2:", StringComparison.Ordinal) + "=======\n>>>>>>> other\n");
        platform.Change("worse", Model, text => text.Replace("sharpness: 1 }", "sharpness: 1, baseline: true }", StringComparison.Ordinal));

        var pass = (await platform.PassAsync()).Ended(1);
        Assert.Contains("YARD1041", File.ReadAllText(pass.Reports()["broken"]), StringComparison.Ordinal);
        Assert.Contains("models/fruit/versions.yaml:", File.ReadAllText(pass.Reports()["conflict"]), StringComparison.Ordinal);
        Assert.Contains("YARD4001", File.ReadAllText(pass.Reports()["worse"]), StringComparison.Ordinal);
        // Told once, and once more where it changed.
        Assert.Empty((await platform.PassAsync()).Ended(0).Reports());
        platform.Change("worse", Model, text => text.Replace("sharpness: 1 }", "sharpness: 1.5 }", StringComparison.Ordinal));
        Assert.Equal(["worse"], (await platform.PassAsync()).Ended(0).Reports().Keys);
        Assert.Empty((await platform.PassAsync()).Ended(0).Reports());
    }

    [Fact]
    public async Task Models_that_are_removed_or_renamed_and_branches_that_are_rewritten_are_taken_as_they_are()
    {
        using var platform = new Platform(orchard);
        (await platform.PassAsync()).Ended(0);

        platform.Person("fetch", "-q", "origin");
        platform.Person("checkout", "-q", "-B", "rename", "origin/main");
        platform.Person("mv", "models/bread", "models/loaf");
        platform.Person("rm", "-q", "-f", "models/loaf/versions.yaml");
        File.WriteAllText(Path.Combine(platform.Desk, "models/loaf/model.yaml"), File.ReadAllText(Path.Combine(platform.Desk, "models/loaf/model.yaml")).Replace("name: bread", "name: loaf", StringComparison.Ordinal));
        platform.Person("commit", "-q", "-a", "-m", "rename");
        platform.Person("push", "-q", "origin", "rename");
        platform.Merge("rename");
        Assert.Equal(["loaf v1 baked"], (await platform.PassAsync()).Ended(0).Numbered());
        Assert.False(Directory.Exists(Path.Combine(platform.Live.Root, "models", "bread", "releases")));

        // Somebody forces main back to before all of it: the versions are known, and get their numbers again.
        platform.Person("checkout", "-q", "-B", "main", "origin/main~2");
        platform.Person("push", "-q", "--force", "origin", "main");
        var forced = (await platform.PassAsync()).Ended(0);
        Assert.Contains("warning YARD2105: 'main' does not have ", forced.Error, StringComparison.Ordinal);
        Assert.Contains("warning YARD2104: ", forced.Error, StringComparison.Ordinal);
        Assert.Contains("0 steps executed", forced.Error, StringComparison.Ordinal);
    }
}
