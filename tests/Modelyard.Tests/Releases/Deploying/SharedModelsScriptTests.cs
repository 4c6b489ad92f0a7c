using System.Diagnostics;
using System.Globalization;
using Modelyard.Content;
using Modelyard.Serving.Kubernetes;
using Modelyard.Tests.Shared;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>The program that brings SavedModels to a shared TensorFlow Serving, run by bash on real folders.</summary>
public sealed class SharedModelsScriptTests : IDisposable
{
    private static readonly SharedModel First = new("item-photo", 7, ExampleDeployment.Identity("first")), Second = new("prices", 12, ExampleDeployment.Identity("second"));

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string Folder => _scratch.At("volume/tensorflow-serving");

    [Fact]
    public async Task Versions_of_any_store_are_brought_as_links_and_awaited()
    {
        PutObject("volume", First);
        PutObject("store", Second);
        await using var server = new PredictionResponder(First, Second);
        var (code, said) = await RunAsync(SharedModels.Of([First, Second]), server.Port);
        Assert.Equal((0, "brought item-photo/7\nbrought prices/12\nwrote models.config\npredicts: item-photo/7\npredicts: prices/12\n"), (code, said));
        Assert.Equal(["item-photo/7/assets.extra/ready.json", "item-photo/7/saved_model.pb", "models.config", "prices/12/assets.extra/ready.json", "prices/12/saved_model.pb"], Files());
        Assert.Equal(SharedModels.Of([First, Second]).Config, File.ReadAllText(Path.Combine(Folder, "models.config")));
        Assert.Equal("2\n", Programs.Run("stat", "-c", "%h", Path.Combine(Folder, "prices/12/saved_model.pb")));
        Assert.Equal(First.Artifact.ToString(), server.Bodies[First.Place]);
    }

    [Fact]
    public async Task Where_volumes_differ_they_are_copies()
    {
        PutObject("store", First);
        _scratch.Write("bin/ln", "#!/bin/bash\nexit 1\n", executable: true);
        Assert.Equal(0, (await RunAsync(SharedModels.Of([First]), 1, awaited: [])).Code);
        Assert.Equal(["item-photo/7/assets.extra/ready.json", "item-photo/7/saved_model.pb", "models.config"], Files());
        Assert.Equal("1\n", Programs.Run("stat", "-c", "%h", Path.Combine(Folder, "item-photo/7/saved_model.pb")));
    }

    [Fact]
    public async Task A_second_run_writes_nothing_and_one_with_less_takes_away_only_what_was_brought()
    {
        PutObject("volume", First);
        PutObject("volume", Second);
        await using var server = new PredictionResponder(First, Second);
        await RunAsync(SharedModels.Of([First, Second]), server.Port);
        var before = Programs.Run("find", Folder, "-printf", "%p %i %T@ %C@\n");
        Assert.Equal((0, ""), await RunAsync(SharedModels.Of([First, Second]), server.Port, awaited: []));
        Assert.Equal(before, Programs.Run("find", Folder, "-printf", "%p %i %T@ %C@\n"));

        _scratch.Write("volume/tensorflow-serving/item-photo/notes/7", "a person's");
        Assert.Equal((0, "wrote models.config\nremoved prices/12\n"), await RunAsync(SharedModels.Of([First]), server.Port, awaited: []));
        Assert.Equal(["item-photo/7/assets.extra/ready.json", "item-photo/7/saved_model.pb", "item-photo/notes/7", "models.config"], Files());
        Assert.True(File.Exists(Path.Combine(ObjectOf("volume", Second), "saved_model.pb"))); // links go, the store stays
    }

    [Fact]
    public async Task Killed_anywhere_it_leaves_nothing_half_and_the_next_run_ends_in_the_same()
    {
        PutObject("volume", First);
        PutObject("store", Second);
        var old = SharedModels.Of([First]);
        var wanted = SharedModels.Of([First, Second]);
        // Each durable step begins or ends with one of these; the first, second, … of them ends the program.
        foreach (var program in new[] { "sync", "mv", "cp", "mkdir", "rm" })
        {
            _scratch.Write($"bin/{program}", $"""
                #!/bin/bash
                read -r left <"{_scratch.At("left")}"
                echo $(( left - 1 )) >"{_scratch.At("left")}"
                if (( left == 0 )); then kill -KILL $PPID; fi
                PATH=/usr/bin:/bin exec {program} "$@"

                """, executable: true);
        }

        var kills = 0;
        for (var isDone = false; !isDone; kills++)
        {
            if (Directory.Exists(Folder)) Directory.Delete(Folder, true);
            _scratch.Write("left", "1000000\n");
            await RunAsync(old, 1, awaited: []);
            _scratch.Write("left", $"{kills}\n");
            var (code, _) = await RunAsync(wanted, 1, awaited: []);
            isDone = code == 0;
            foreach (var version in wanted.Versions.Where(version => Directory.Exists(Path.Combine(Folder, version.Place)))) Assert.Equal(["assets.extra/ready.json", "saved_model.pb"], Files(version.Place));
            var config = File.ReadAllText(Path.Combine(Folder, "models.config"));
            Assert.True(config == old.Config || (config == wanted.Config && Directory.Exists(Path.Combine(Folder, Second.Place))), config);
            Assert.Equal(0, (await RunAsync(wanted, 1, awaited: [], path: "/usr/bin:/bin")).Code);
            Assert.Equal(["item-photo/7/assets.extra/ready.json", "item-photo/7/saved_model.pb", "models.config", "prices/12/assets.extra/ready.json", "prices/12/saved_model.pb"], Files());
        }

        Assert.True(kills > 10, $"{kills}");
    }

    [Fact]
    public async Task Each_version_that_does_not_predict_in_time_is_told_with_the_servers_answer()
    {
        PutObject("volume", First);
        PutObject("volume", Second);
        await using var server = new PredictionResponder(Second);
        var (code, said) = await RunAsync(SharedModels.Of([First, Second]), server.Port, seconds: 0);
        Assert.Equal(1, code);
        Assert.EndsWith(
            $"wrote models.config\nitem-photo/7 does not predict at 127.0.0.1:{server.Port} within 0 s: HTTP/1.1 404 Not Found\npredicts: prices/12\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_learns_of_a_version_later_is_waited_for()
    {
        PutObject("volume", First);
        await using var server = new PredictionResponder(First) { NotBefore = 3 };
        var (code, said) = await RunAsync(SharedModels.Of([First]), server.Port);
        Assert.Equal((0, "brought item-photo/7\nwrote models.config\npredicts: item-photo/7\n"), (code, said));
        Assert.True(server.Asked >= 23, $"{server.Asked}"); // twenty in a row: answers may be of several replicas
    }

    [Fact]
    public async Task A_version_that_no_store_has_changes_nothing()
    {
        PutObject("volume", First);
        Assert.Equal(0, (await RunAsync(SharedModels.Of([First]), 1, awaited: [])).Code);
        var (code, said) = await RunAsync(SharedModels.Of([First, Second]), 1);
        var hex = Second.Artifact.Hex;
        Assert.Equal((1, $"prices/12 is in no store: {_scratch.At("volume")} {_scratch.At("store")} have no objects/{hex[..2]}/{hex}/saved-model\n"), (code, said));
        Assert.Equal(SharedModels.Of([First]).Config, File.ReadAllText(Path.Combine(Folder, "models.config")));
    }

    [Fact]
    public async Task A_list_of_before_is_not_written()
    {
        var (code, said) = await RunAsync(SharedModels.Of([First]), 1, seconds: 0, digest: ExampleDeployment.Identity("another"));
        Assert.Equal((1, $"models.config of {_scratch.At("list")} is not the one that was deployed\n"), (code, said));
        Assert.False(Directory.Exists(Folder));
    }

    private string ObjectOf(string store, SharedModel version) => _scratch.At($"{store}/objects/{version.Artifact.Hex[..2]}/{version.Artifact.Hex}/{SavedModel.Folder}");

    // As a store keeps them: for reading alone.
    private void PutObject(string store, SharedModel version)
    {
        var folder = ObjectOf(store, version);
        Directory.CreateDirectory(Path.Combine(folder, "assets.extra"));
        File.WriteAllText(Path.Combine(folder, "saved_model.pb"), "a graph");
        File.WriteAllText(Path.Combine(folder, SavedModel.Ready), version.Artifact.ToString());
        Programs.Run("chmod", "-R", "a-w", folder);
    }

    private IReadOnlyList<string> Files(string below = "") => [.. Directory.EnumerateFiles(Path.Combine(Folder, below), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Path.Combine(Folder, below), file))
        .Order(StringComparer.Ordinal)];

    private async Task<(int Code, string Said)> RunAsync(SharedModels models, int port, IEnumerable<SharedModel>? awaited = null, int seconds = 250, Digest? digest = null, string? path = null)
    {
        _scratch.Write("list/versions", models.Lines);
        _scratch.Write("list/models.config", models.Config);
        var start = new ProcessStartInfo("/bin/bash", ["-c", SharedModelsScript.Text]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["PATH"] = path ?? $"{_scratch.At("bin")}:/usr/bin:/bin",
            [SharedModelsScript.Variables.List] = _scratch.At("list"),
            [SharedModelsScript.Variables.Digest] = (digest ?? models.Digest).Hex,
            [SharedModelsScript.Variables.Stores] = $"{_scratch.At("volume")} {_scratch.At("store")}",
            [SharedModelsScript.Variables.Folder] = Folder,
            [SharedModelsScript.Variables.Awaited] = string.Join(' ', (awaited ?? models.Versions).Select(version => version.Place)),
            [SharedModelsScript.Variables.Host] = "127.0.0.1",
            [SharedModelsScript.Variables.Port] = port.ToString(CultureInfo.InvariantCulture),
            [SharedModelsScript.Variables.Seconds] = seconds.ToString(CultureInfo.InvariantCulture),
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said);
    }
}
