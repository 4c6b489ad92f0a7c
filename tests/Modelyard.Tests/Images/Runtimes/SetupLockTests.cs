using Modelyard.Images.Runtimes;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class SetupLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_second_waits_until_the_first_is_done_and_says_so_once()
    {
        var said = new List<string>();
        var file = _folder.File("setup", "lock");
        var first = await SetupLock.AcquireAsync(file, new Said(said), TimeProvider.System, TestContext.Current.CancellationToken);

        var second = SetupLock.AcquireAsync(file, new Said(said), TimeProvider.System, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(450), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        Assert.Equal(["another yard is setting this machine up; waiting for it"], said);
    }

    [Fact]
    public async Task A_place_that_cannot_be_locked_is_an_error_and_no_endless_wait()
    {
        Directory.CreateDirectory(_folder.File("lock"));

        await Assert.ThrowsAnyAsync<UnauthorizedAccessException>(() => SetupLock.AcquireAsync(_folder.File("lock"), new Said([]), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    private sealed class Said(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
