using System.Text.Json;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.GitOps;

/// <summary>A bare repository, a clone that automation and <c>up</c> work in, with its store, and one that a person works in.</summary>
internal sealed class Platform : IDisposable
{
    public const string Local = "models/fruit/releases/local.yaml";

    public Platform(TrainedOrchard orchard)
    {
        Live = orchard.Clone();
        Live.Git("branch", "-M", "main");
        Live.Git("init", "-q", "--bare", "--initial-branch=main", Remote);
        Live.Git("remote", "add", "origin", Remote);
        Live.Git("push", "-q", "origin", "main");
        Live.Git("clone", "-q", Remote, Desk);
        Person("config", "user.name", "test");
        Person("config", "user.email", "test@example.com");
    }

    /// <summary>Where automation and <c>up</c> are.</summary>
    public TestRepository Live { get; }

    public string Remote => Path.Combine(Live.Folder.Path, "remote.git");

    /// <summary>Where a person works.</summary>
    public string Desk => Path.Combine(Live.Folder.Path, "desk");

    /// <summary>git in the person's clone.</summary>
    public void Person(params string[] arguments) => Live.Git(["-C", Desk, .. arguments]);

    /// <summary>The person changes a file on a branch that leaves the newest main, and pushes it.</summary>
    public void Change(string branch, string file, Func<string, string> edit)
    {
        Person("fetch", "-q", "origin");
        Person("checkout", "-q", "-B", branch, "origin/main");
        var path = Path.Combine(Desk, file);
        var (before, after) = (File.ReadAllText(path), edit(File.ReadAllText(path)));
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
        Person("commit", "-q", "-a", "-m", $"change {file}");
        Person("push", "-q", "--force", "origin", branch);
    }

    /// <summary>The person merges a branch of the remote into main.</summary>
    public void Merge(string branch)
    {
        Person("fetch", "-q", "origin");
        Person("checkout", "-q", "-B", "main", "origin/main");
        Person("merge", "-q", "--no-ff", "-m", $"merge {branch}", $"origin/{branch}");
        Person("push", "-q", "origin", "main");
        Person("push", "-q", "origin", "--delete", branch);
    }

    /// <summary>A file of the remote's main branch.</summary>
    public string Merged(string file)
    {
        Person("fetch", "-q", "origin");
        Person("checkout", "-q", "-B", "main", "origin/main");
        return File.ReadAllText(Path.Combine(Desk, file));
    }

    /// <summary>One pass.</summary>
    public Task<Answer> PassAsync(params string[] arguments) => Live.YardJsonAsync(["gitops", "--once", .. arguments]);

    /// <summary><c>v3@sha256:…</c> of fruit.</summary>
    public string Pin(string number) => Merged("models/fruit/versions.yaml").Split('\n').First(line => line.StartsWith($"  {number}:", StringComparison.Ordinal)) is var line
        ? $"{number}@{line[(line.IndexOf("sha256:", StringComparison.Ordinal))..][..71]}" : "";

    public void Dispose() => Live.Dispose();
}

/// <summary>What a pass says as JSON.</summary>
internal static class PassAnswer
{
    public static IReadOnlyList<string> Numbered(this Answer pass) => [.. pass.Json.GetProperty("versions").EnumerateArray()
        .Where(version => version.GetProperty("isNew").GetBoolean())
        .Select(version => $"{version.GetProperty("model").GetString()} {version.GetProperty("number").GetString()} {version.GetProperty("candidate").GetString()}")];

    public static IReadOnlyList<string> Proposed(this Answer pass) => [.. pass.Json.GetProperty("proposed").EnumerateArray().Select(branch => branch.GetString()!)];

    public static IReadOnlyDictionary<string, string> Reports(this Answer pass) => pass.Json.GetProperty("reports").Deserialize<Dictionary<string, string>>()!;
}
