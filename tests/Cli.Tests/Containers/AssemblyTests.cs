using System.Text.RegularExpressions;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.Containers;

/// <summary>What images stand on is assembled once, however many ask for it, and wholly or not at all.</summary>
public sealed class AssemblyTests : IDisposable
{
    private static readonly string[] Build = ["build", "--runtime", "bare", "--json"];

    private readonly TestRepository _repository = TestRepository.CreateEmpty();

    public AssemblyTests()
    {
        _repository.Write("pipelines/Runtimes/bare/runtime.yaml", "name: bare\ndescription: Nothing but Debian.\nlanguage: dotnet\n");
        _repository.Write("pipelines/Runtimes/images.yaml", "bases:\n  bare: { description: Bare., debian: { suite: bookworm, packages: [] } }\nruntimes: { bare: bare }\n");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Two_that_need_the_same_base_at_once_assemble_it_once_and_build_the_same_image()
    {
        var answers = await Task.WhenAll(_repository.YardAsync(Build), _repository.YardAsync(Build));

        Assert.All(answers, answer => answer.Ended(0));
        Assert.Single(answers, answer => answer.Error.Contains("assembling Debian bookworm", StringComparison.Ordinal));
        Assert.Equal(Digest(answers[0]), Digest(answers[1]));
    }

    [Fact]
    public async Task Killed_while_it_assembles_it_leaves_nothing_that_runs_and_the_next_build_begins_anew()
    {
        using (var yard = RunningYard.Start(_repository.Root, [.. Build, "--root", _repository.Root]))
        {
            await yard.SaysAsync("assembling Debian bookworm");
            var staged = await StagedAsync();
            yard.Signal("KILL");
            await yard.EndedAsync(TimeSpan.FromSeconds(10));
            // The assembler ends at the next line that it cannot tell anybody; dpkg may be long silent.
            await _repository.Folder.NothingRunsAsync(TimeSpan.FromMinutes(2));
            Assert.DoesNotContain(staged, File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFiles(Yard("bases"), "*.json"));
        Assert.False(File.Exists(Path.Combine(Yard("registry"), "index.json")));

        var built = (await _repository.YardAsync(Build)).Ended(0);

        Assert.Contains("assembling Debian bookworm", built.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Yard("staging")));
        Assert.Single(Directory.EnumerateFiles(Yard("bases"), "*.json"));
        Assert.Matches("^sha256:[0-9a-f]{64}$", Digest(built));
    }

    private string Yard(string part) => Path.Combine(_repository.Root, ".yard", part);

    private static string Digest(Answer answer) => Assert.Single(answer.Json.GetProperty("images").EnumerateArray()).GetProperty("digest").GetString()!;

    // The folder of the store's that the assembler unpacks packages in, once it does so.
    private async Task<string> StagedAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = Directory.Exists(Yard("staging")) ? Directory.EnumerateFiles(Yard("staging"), "status", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).FirstOrDefault(file => new FileInfo(file).Length > 0) : null;
            if (status is not null) return Regex.Match(status, "^.*/staging/[^/]+").Value;
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMinutes(2), "the assembler unpacked nothing");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
