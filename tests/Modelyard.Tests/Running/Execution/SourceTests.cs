using Modelyard.Specs;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Execution;

/// <summary>Sources read the host; what they read is part of their key.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly TestYard _yard = new();

    public SourceTests()
    {
        _yard.Folder.Write("host/a.csv", "1");
        _yard.Folder.Write("host/b.csv", "2");
        Source(reads: "host/*.csv");
        _yard.Candidate("c", """{ "a": { "Uses": "source" } }""");
    }

    public void Dispose() => _yard.Dispose();

    [Fact]
    public async Task Runs_again_when_a_file_that_it_reads_changed()
    {
        Assert.Equal("Done", await EndAsync());
        Assert.Equal("Cached", await EndAsync());

        _yard.Folder.Write("host/a.csv", "9");
        Assert.Equal("Done", await EndAsync());
        _yard.Folder.Write("host/a.csv", "1");
        Assert.Equal("Cached", await EndAsync());

        File.SetLastWriteTimeUtc(_yard.Folder.At("host/a.csv"), DateTime.UnixEpoch);
        _yard.Folder.Write("host/unrelated.txt", "x");
        Assert.Equal("Cached", await EndAsync());

        _yard.Folder.Write("host/c.csv", "3");
        Assert.Equal("Done", await EndAsync());
        File.Move(_yard.Folder.At("host/c.csv"), _yard.Folder.At("host/d.csv"));
        Assert.Equal("Done", await EndAsync());
    }

    [Fact]
    public async Task Runs_again_when_its_command_prints_another_line()
    {
        var version = _yard.Folder.Write("version", "2024-01");
        Source(fingerprint: $"cat {version}");
        Assert.Equal("Done", await EndAsync());
        Assert.Equal("Cached", await EndAsync());

        _yard.Folder.Write("version", "2024-02");
        Assert.Equal("Done", await EndAsync());
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task The_command_sees_the_parameters_and_no_outputs()
    {
        _yard.Component("source", "write('x')", parameters: """{ "year": 2024 }""", adjust: spec => spec with
        {
            Kind = "source",
            Fingerprint = "python3 -S {component}/stamp.py",
        });
        _yard.Folder.Write("pipelines/Components/source/stamp.py", "from contract import *\nassert parameters == {'year': 2024} and outputs == {} and inputs == {}\nprint(1)");

        Assert.Equal("Done", await EndAsync());
    }

    [Fact]
    public async Task Data_that_changes_while_it_runs_is_not_kept()
    {
        var mark = _yard.Folder.At("host/a.csv");
        Source(reads: "host/*.csv", code: $"open('{mark}', 'a').write('more')");
        _yard.Job = job => job with { Confine = false };

        Assert.Equal("YARD3004: m/c.a: the data that the source reads changed while it ran", await _yard.FailureAsync());

        Assert.Empty(_yard.Store.Objects.All());
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task Data_that_is_not_there_is_named_with_its_package()
    {
        var pattern = _yard.Folder.At("host/*.gz");
        _yard.Component("source", "", adjust: spec => spec with { Kind = "source", Reads = [pattern], Data = [new DataPackageSpec { File = pattern, Debian = "dataset-x" }] });

        var run = await _yard.RunAsync();

        Assert.Equal($"error YARD3012: m/c.a: nothing on this machine matches '{pattern}', which the source source reads → install the package dataset-x", Assert.Single(run.Failures).ToString());
    }

    [Theory]
    [InlineData("false", "YARD3012: m/c.a: `false` failed: it printed nothing")]
    [InlineData("sh -c 'echo no network; exit 3'", "YARD3012: m/c.a: `sh -c 'echo no network; exit 3'` failed: no network")]
    [InlineData("no-such-program", "YARD3012: m/c.a: `no-such-program` failed: there is no program 'no-such-program' in PATH (/usr/local/bin:/usr/bin:/bin)")]
    public async Task A_command_that_fails_is_quoted(string command, string expected)
    {
        Source(fingerprint: command);

        Assert.Equal(expected, await _yard.FailureAsync());
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task A_file_of_the_models_folder_is_told_by_its_content_not_its_path()
    {
        _yard.Folder.Write("models/m/data/a.csv", "1");
        _yard.Folder.Write("models/m/data/b.csv", "1");
        _yard.Folder.Write("models/other/data/a.csv", "2");
        Table("write(open(parameters['file']).read())");
        Assert.Equal("Done", await EndAsync());
        Assert.Equal("1", _yard.Data(await _yard.RunAsync(), "a"));

        _yard.Candidate("c", """{ "a": { "Uses": "source", "With": { "file": "data/b.csv" } } }""");
        Assert.Equal("Cached", await EndAsync());
        _yard.Candidate("c", $$"""{ "a": { "Uses": "source", "With": { "file": "{{_yard.Folder.At("models/m/data/a.csv")}}" } } }""");
        Assert.Equal("Cached", await EndAsync());

        // The same path in another model's folder is another file.
        _yard.Candidate("c", """{ "a": { "Uses": "source", "With": { "file": "data/a.csv" } } }""").Candidate("c", """{ "a": { "Uses": "source", "With": { "file": "data/a.csv" } } }""", model: "other");
        var run = await _yard.RunAsync();
        Assert.Equal(("1", "2"), (_yard.Data(run, "a"), _yard.Data(run, "a", model: "other")));

        var document = run.Find(new("m", "c", "a"))!.Key.Document.ToJsonString();
        Assert.DoesNotContain("a.csv", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_may_not_be_written_is_said()
    {
        Table("open(parameters['file'], 'w')");
        Assert.Matches("^YARD3012: m/c.a: .*/models/m/data/a.csv cannot be read: Could not find", await _yard.FailureAsync());

        _yard.Folder.Write("models/m/data/a.csv", "1");
        Assert.Matches("(?s)^YARD3001: .*Permission denied", await _yard.FailureAsync());
        Assert.Equal("1", File.ReadAllText(_yard.Folder.At("models/m/data/a.csv")));
    }

    [Fact]
    public async Task A_secret_reaches_the_step_and_nothing_else()
    {
        const string Name = "YARD_TEST_SECRET", Secret = "open sesame 1234";
        _yard.Component("source", "write(len(os.environ[parameters['key']]))", adjust: spec => spec with
        {
            Kind = "source",
            Fingerprint = "python3 -S {component}/stamp.py",
            Parameters = new Dictionary<string, ParameterSpec> { ["key"] = new() { Type = "variable", Required = true } },
        });
        _yard.Folder.Write("pipelines/Components/source/stamp.py", $"from contract import *\nassert os.environ['{Name}']\nprint(1)");
        _yard.Candidate("c", $$"""{ "a": { "Uses": "source", "With": { "key": "{{Name}}" } } }""");
        Assert.Equal($"YARD3019: m/c.a: the environment has no {Name}, which the source source takes its secret from", await _yard.FailureAsync());

        var jobs = new List<string>();
        _yard.Job = job =>
        {
            jobs.Add(System.Text.Json.JsonSerializer.Serialize(job));
            return job;
        };
        Environment.SetEnvironmentVariable(Name, Secret);
        try
        {
            var run = await _yard.RunAsync();
            Assert.Equal("16", _yard.Data(run, "a"));
            Assert.DoesNotContain(Name, run.Find(new("m", "c", "a"))!.Key.Document.ToJsonString(), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }

        Assert.Equal(3, jobs.Count);
        Assert.All(jobs, job => Assert.DoesNotContain(Secret, job, StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(_yard.Root, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)), file => Assert.DoesNotContain(Secret, File.ReadAllText(file), StringComparison.Ordinal));
    }

    private void Table(string code)
    {
        _yard.Component("source", code, adjust: spec => spec with
        {
            Kind = "source",
            Parameters = new Dictionary<string, ParameterSpec> { ["file"] = new() { Type = "file", Required = true } },
        });
        _yard.Candidate("c", """{ "a": { "Uses": "source", "With": { "file": "data/a.csv" } } }""");
    }

    private void Source(string? reads = null, string? fingerprint = null, string code = "") => _yard.Component("source", $"write('x')\n{code}", adjust: spec => spec with
    {
        Kind = "source",
        Reads = reads is null ? [] : [_yard.Folder.At(reads)],
        Fingerprint = fingerprint,
    });

    private async Task<string> EndAsync()
    {
        var observer = new TestObserver();
        await _yard.RunAsync(observer: observer);
        return observer.Ends().Split(' ')[1];
    }
}
