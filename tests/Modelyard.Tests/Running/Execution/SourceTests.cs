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
