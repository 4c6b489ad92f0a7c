using Modelyard.Content;
using Modelyard.Images.Runtimes;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class ProbeCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProbeCache _cache;

    public ProbeCacheTests() => _cache = new ProbeCache(_folder.File("probes"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("write")]
    [InlineData("replace")]
    [InlineData("delete")]
    [InlineData("set the time back")]
    [InlineData("chmod")]
    public void An_answer_is_forgotten_when_a_file_that_it_came_from_is_touched(string touch)
    {
        var watched = _folder.File("watched");
        File.WriteAllText(watched, "one");
        Keep(watched);
        Assert.NotNull(_cache.Find("request"));

        switch (touch)
        {
            case "write":
                var before = File.GetLastWriteTimeUtc(watched);
                File.WriteAllText(watched, "two");
                File.SetLastWriteTimeUtc(watched, before);
                break;
            case "replace":
                File.WriteAllText(watched + "2", "one");
                File.SetLastWriteTimeUtc(watched + "2", File.GetLastWriteTimeUtc(watched));
                File.Move(watched + "2", watched, overwrite: true);
                break;
            case "delete":
                File.Delete(watched);
                break;
            case "chmod":
                File.SetUnixFileMode(watched, UnixFileMode.UserRead);
                break;
            default:
                File.SetLastWriteTimeUtc(watched, DateTime.UnixEpoch);
                break;
        }

        Assert.Null(_cache.Find("request"));
    }

    [Fact]
    public void An_answer_is_forgotten_when_something_appears_in_a_watched_folder()
    {
        Directory.CreateDirectory(_folder.File("site"));
        Keep(_folder.File("site"));

        File.WriteAllText(_folder.File("site", "new"), "");

        Assert.Null(_cache.Find("request"));
    }

    [Fact]
    public void An_answer_is_not_kept_when_something_was_touched_while_it_was_found()
    {
        File.WriteAllText(_folder.File("watched"), "");

        _cache.Keep("request", Search(_folder.File("watched")), TimeProvider.System.GetUtcNow());

        Assert.Null(_cache.Find("request"));
    }

    [Fact]
    public void That_nothing_was_found_is_not_kept()
    {
        _cache.Keep("request", new InterpreterSearch(null, []), DateTimeOffset.MaxValue);

        Assert.Null(_cache.Find("request"));
    }

    [Fact]
    public void A_script_that_chooses_an_interpreter_is_asked_every_time()
    {
        File.WriteAllText(_folder.File("shim"), "#!/bin/sh\n");
        var search = Search() with { Refused = [new RefusedInterpreter(_folder.File("shim"), [], "no", [])] };

        _cache.Keep("request", search, DateTimeOffset.MaxValue);

        Assert.Null(_cache.Find("request"));
    }

    [Fact]
    public void A_damaged_entry_is_no_entry()
    {
        Keep("/usr");
        File.WriteAllText(_folder.File("probes", "request.json"), "{");

        Assert.Null(_cache.Find("request"));
    }

    // “Began after every touch” stands for a search that began long after the files were written.
    private void Keep(string watched) => _cache.Keep("request", Search(watched), DateTimeOffset.MaxValue);

    private static InterpreterSearch Search(params IReadOnlyList<string> watched)
    {
        var report = new ProbeReport { Interpreter = "/usr/bin/env", Implementation = "cpython", Version = "3.11.2", Packages = new Dictionary<string, string>(), Watched = watched };
        return new InterpreterSearch(new FoundInterpreter("/usr/bin/env", new Dictionary<string, ProbeReport> { ["r"] = report }, new Dictionary<string, Digest>()), []);
    }
}
