using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Modelyard.Content;
using Modelyard.Traffic;

namespace Modelyard.Tests.Traffic;

public sealed class PredictionIdTests
{
    private static readonly Digest Identity = Digest.Of("version"u8);

    [Fact]
    public void It_holds_the_time_and_the_version()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1469918176385));
        var id = PredictionId.New(time).By(Identity);
        Assert.StartsWith("01ARYZ6S41", id.ToString()); // the time of the ULID specification's own example
        Assert.Equal((26 + 1 + 12, Identity.Hex[..12], time.GetUtcNow()), (id.ToString().Length, id.Version, id.Time));
        Assert.Equal("000000000000", PredictionId.New(time).Version);
    }

    [Fact]
    public void What_is_written_can_be_read() =>
        Gen.Long[0, 253_402_300_799_999].Sample(milliseconds =>
        {
            var id = PredictionId.New(new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))).By(Identity);
            return PredictionId.TryParse(id.ToString(), out var read) && read == id && read.Time.ToUnixTimeMilliseconds() == milliseconds;
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01ARYZ6S41TSV4RRFFQ69G5FAV")]
    [InlineData("81ARYZ6S41TSV4RRFFQ69G5FAV-0123456789ab")]
    [InlineData("01ARYZ6S41TSV4RRFFQ69G5FAU-0123456789ab")]
    [InlineData("01ARYZ6S41TSV4RRFFQ69G5FAV-0123456789AB")]
    [InlineData("01ARYZ6S41TSV4RRFFQ69G5FAV_0123456789ab")]
    public void Anything_else_is_none(string? text) => Assert.False(PredictionId.TryParse(text, out _));
}
