namespace Modelyard.Gateway.Tests.Fakes;

internal static class Eventually
{
    /// <summary>Waits until the condition holds; fails after a minute.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "it did not happen within 60 s");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
