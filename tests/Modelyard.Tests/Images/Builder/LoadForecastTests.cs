using Modelyard.Images.Builder;
using Modelyard.Specs;

namespace Modelyard.Tests.Images.Builder;

public sealed class LoadForecastTests
{
    private static readonly RatesSpec Rates = new() { Pull = new Quantity(100_000_000), Volume = new Quantity(200_000_000), Container = Duration.FromSeconds(1) };

    private static readonly ServingSizes Sizes = new("flask", null, [new("server", 9_000_000), new("settings", 1_000_000)], [new("weights", 400_000_000)]);

    [Fact]
    public void Bytes_are_divided_by_rates_and_starting_is_added() => Assert.Equal(
        [
            new LoadForecast("baked", 410_000_000, 0, 4.1, 0, 1, 2.5),
            new LoadForecast("volume", 10_000_000, 400_000_000, 0.1, 2, 1, 2.5),
            new LoadForecast("image-volume", 410_000_000, 0, 4.1, 0, 1, 2.5),
        ],
        LoadForecast.Of(Sizes, Rates, 2.5));

    [Fact]
    public void A_start_that_was_never_measured_is_left_out_of_the_sum() =>
        Assert.Equal([5.1, 3.1, 5.1], LoadForecast.Of(Sizes, Rates, null).Select(mode => Math.Round(mode.Seconds, 9)));
}
