using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Store;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Store;

public sealed class StepRecordsTests : IDisposable
{
    private static readonly Digest Key = Digest.Of("key"u8);

    private readonly ScratchFolder _folder = new();
    private readonly StepRecords _records;

    public StepRecordsTests() => _records = new StepRecords(_folder.At("steps"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_is_read_back()
    {
        Assert.Null(_records.Find(Key));

        _records.Commit(Key, Record);

        var read = _records.Find(Key)!;
        Assert.Equal(Record.Outputs, read.Outputs);
        Assert.Equal(Record.Metrics, read.Metrics);
        Assert.True(JsonNode.DeepEquals(Record.KeyDocument, read.KeyDocument));
        Assert.Equal((Record.Seconds, Record.PeakMemory, Record.Run, Record.Committed), (read.Seconds, read.PeakMemory, read.Run, read.Committed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{ \"keyDocument\"")]
    [InlineData("\0\0\0\0")]
    [InlineData("[1]")]
    public void A_damaged_record_is_a_miss(string text)
    {
        _folder.Write($"steps/{Key.Hex}.json", text);

        Assert.Null(_records.Find(Key));
    }

    [Fact]
    public void A_torn_record_is_a_miss_wherever_it_is_torn()
    {
        _records.Commit(Key, Record);
        var whole = File.ReadAllText(_folder.At($"steps/{Key.Hex}.json"));

        foreach (var length in Enumerable.Range(0, whole.Length / 7).Select(i => i * 7))
        {
            _folder.Write($"steps/{Key.Hex}.json", whole[..length]);
            Assert.Null(_records.Find(Key));
        }
    }

    [Fact]
    public async Task One_holds_a_key_at_a_time()
    {
        var held = await _records.LockAsync(Key, TimeProvider.System, TestContext.Current.CancellationToken);
        var waiting = _records.LockAsync(Key, TimeProvider.System, TestContext.Current.CancellationToken);
        using (await _records.LockAsync(Digest.Of("other"u8), TimeProvider.System, TestContext.Current.CancellationToken)) Assert.False(waiting.IsCompleted);

        held.Dispose();
        (await waiting).Dispose();

        Assert.Empty(Directory.EnumerateFiles(_folder.At("steps")));
    }

    [Fact]
    public async Task Waiting_ends_with_its_run()
    {
        using var held = await _records.LockAsync(Key, TimeProvider.System, TestContext.Current.CancellationToken);
        using var run = new CancellationTokenSource();
        var waiting = _records.LockAsync(Key, TimeProvider.System, run.Token);

        await run.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static StepRecord Record { get; } = new()
    {
        KeyDocument = new JsonObject { ["contract"] = 1, ["parameters"] = new JsonObject { ["size"] = 28 } },
        Outputs = new Dictionary<string, Digest> { ["out"] = Digest.Of("out"u8) },
        Metrics = new SortedDictionary<string, double> { ["accuracy"] = 0.1 + 0.2 },
        Seconds = 1.5,
        PeakMemory = 1L << 33,
        Run = "20260102-030405-678-abcd",
        Committed = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };
}
