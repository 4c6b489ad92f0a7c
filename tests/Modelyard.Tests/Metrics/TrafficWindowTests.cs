using Microsoft.Extensions.Time.Testing;
using Modelyard.Metrics;

namespace Modelyard.Tests.Metrics;

/// <summary>The last minute of an arm.</summary>
public sealed class TrafficWindowTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Rates_and_quantiles_are_those_of_the_last_seconds()
    {
        var window = new TrafficWindow(_time);
        Assert.Null(window.Of("m", "a"));
        for (var second = 0; second < 10; second++)
        {
            for (var i = 0; i < 20; i++) window.Record("m", "a", i == 0 ? 0.5 : 0.01, failed: i == 0);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var traffic = window.Of("m", "a")!;
        Assert.Equal(20, traffic.PerSecond);
        Assert.Equal(0.05, traffic.FailedShare, 6);
        Assert.InRange(traffic.Median!.Value, 0.009, 0.011);
        Assert.InRange(traffic.P99!.Value, 0.45, 0.55);
        Assert.Equal(200, traffic.Seconds.Sum());
        Assert.Null(window.Of("m", "b"));
    }

    [Fact]
    public void After_a_quiet_minute_nothing_is_left()
    {
        var window = new TrafficWindow(_time);
        window.Record("m", "a", 0.01, failed: true);
        _time.Advance(TimeSpan.FromSeconds(60));
        var traffic = window.Of("m", "a")!;
        Assert.Equal((0, 0, null, null), (traffic.PerSecond, traffic.FailedShare, traffic.Median, traffic.P99));
    }
}
