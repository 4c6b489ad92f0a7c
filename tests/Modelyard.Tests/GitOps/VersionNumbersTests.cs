using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Versions.Numbers;

namespace Modelyard.Tests.GitOps;

public sealed class VersionNumbersTests
{
    private const string Ledger = "models/m/versions.yaml";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_are_given_in_order_and_kept()
    {
        using var remote = new TestRemote(("models/m/model.yaml", ""), ("models/n/model.yaml", ""));
        var numbers = new VersionNumbers(remote.Clone("ours"), "main", TimeProvider.System);

        Assert.Equal(["m v1 new", "n v1 new"], Said(await numbers.GiveAsync([Version("m", '1'), Version("n", '2')], Stop)));
        Assert.Equal(["m v1 new", "m v2 new"], Said(await numbers.GiveAsync([Version("m", '1'), Version("m", '3')], Stop)));
        // Of another commit it is the version that it was.
        Assert.Equal(["m v1"], Said(await numbers.GiveAsync([Version("m", '1') with { Commit = new string('b', 40) }], Stop)));
        Assert.Equal("versions: m v1 (c); n v1 (c)\nversions: m v2 (c)\n", remote.Git(remote.Path, "log", "--reverse", "--format=%s", "--grep=versions", "main"));
    }

    [Fact]
    public async Task Two_that_race_get_two_numbers()
    {
        using var remote = new TestRemote(("models/m/model.yaml", ""));
        var ours = new VersionNumbers(remote.Clone("ours"), "main", TimeProvider.System);
        await ours.GiveAsync([Version("m", '1')], Stop);
        // Whatever we push first comes a moment too late.
        remote.Clone("theirs");
        var line = LedgerText.Append("\n", [KeyValuePair.Create("v2", new NumberedVersionSpec { Candidate = "c", Identity = $"sha256:{new string('2', 64)}", Artifact = $"sha256:{new string('2', 64)}", Commit = new string('a', 40) })]).TrimStart('\n');
        File.WriteAllText(remote.At("line"), line);
        remote.BeforePush("ours", $"""
            if [ -e {remote.At("done")} ]; then exit 0; fi
            touch {remote.At("done")}
            cd {remote.At("theirs")}
            git pull --quiet origin main
            cat {remote.At("line")} >> {Ledger}
            git -c user.name=t -c user.email=t@example.com commit --quiet --all --message theirs
            git push --quiet origin HEAD:main
            """);

        Assert.Equal(["m v3 new"], Said(await ours.GiveAsync([Version("m", '3')], Stop)));
        Assert.Equal(["v1 1", "v2 2", "v3 3"], LedgerText.Read(remote.Read("main", Ledger), Ledger).Select(version => $"{version.Key} {version.Value.Identity[7]}"));
    }

    [Fact]
    public async Task Many_that_race_lose_none_and_leave_no_gap()
    {
        using var remote = new TestRemote(("models/m/model.yaml", ""));
        var all = "123456".Select(digit => new VersionNumbers(remote.Clone($"clone-{digit}"), "main", TimeProvider.System).GiveAsync([Version("m", digit)], Stop)).ToList();
        await Task.WhenAll(all);

        var ledger = LedgerText.Read(remote.Read("main", Ledger), Ledger);
        Assert.Equal(["v1", "v2", "v3", "v4", "v5", "v6"], ledger.Keys);
        Assert.Equal("123456", string.Concat(ledger.Values.Select(version => version.Identity[7]).Order()));
        foreach (var outcome in all) Assert.All((await outcome).Versions, version => Assert.Equal(version.Version.Identity.ToString(), ledger[version.Number].Identity));
    }

    [Fact]
    public async Task A_model_that_is_gone_meanwhile_is_told_and_the_others_get_theirs()
    {
        using var remote = new TestRemote(("models/m/model.yaml", ""));
        var outcome = await new VersionNumbers(remote.Clone("ours"), "main", TimeProvider.System).GiveAsync([Version("gone", '1'), Version("m", '2')], Stop);

        Assert.Equal(["m v1 new"], Said(outcome));
        Assert.Equal("models/gone: warning YARD2106: 'main' has no model 'gone' any more; its versions got no numbers", Assert.Single(outcome.Problems).ToString());
    }

    [Fact]
    public async Task A_ledger_with_a_conflict_in_it_is_told_and_nothing_is_pushed()
    {
        using var remote = new TestRemote(("models/m/model.yaml", ""), (Ledger, "versions:\n<<<<<<< HEAD\n  v1: {}\n=======\n"));
        var before = remote.Git(remote.Path, "rev-parse", "main");

        var failure = await Assert.ThrowsAsync<YardException>(() => new VersionNumbers(remote.Clone("ours"), "main", TimeProvider.System).GiveAsync([Version("m", '1')], Stop));
        Assert.Contains(failure.Diagnostics, diagnostic => diagnostic.Where is { File: Ledger, Line: > 0 });
        Assert.Equal(before, remote.Git(remote.Path, "rev-parse", "main"));
    }

    private static IEnumerable<string> Said(NumberingOutcome outcome) => outcome.Versions.Select(version => $"{version.Version.Model} {version.Number}{(version.IsNew ? " new" : "")}");

    private static UnnumberedVersion Version(string model, char digit) => new(model, "c", new Digest(new string(digit, 64)), new Digest(new string(digit, 64)), new string('a', 40));
}
