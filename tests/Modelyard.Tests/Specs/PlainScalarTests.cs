using Modelyard.Specs.Yaml;

namespace Modelyard.Tests.Specs;

public sealed class PlainScalarTests
{
    [Theory]
    [InlineData("", "Null", "null")]
    [InlineData("~", "Null", "null")]
    [InlineData("null", "Null", "null")]
    [InlineData("true", "Boolean", "true")]
    [InlineData("False", "Boolean", "false")]
    [InlineData("0", "Number", "0")]
    [InlineData("-0", "Number", "0")]
    [InlineData("+5", "Number", "5")]
    [InlineData("1e3", "Number", "1000")]
    [InlineData("1.0", "Number", "1")]
    [InlineData(".5", "Number", "0.5")]
    [InlineData("1e-7", "Number", "1E-07")]
    [InlineData("9223372036854775807", "Number", "9223372036854775807")]
    [InlineData("1e300", "Number", "1E+300")]
    [InlineData("y", "Text", "y")]
    [InlineData("nope", "Text", "nope")]
    [InlineData("TruE", "Text", "TruE")]
    [InlineData("1.2.3", "Text", "1.2.3")]
    [InlineData("2024-01-31", "Text", "2024-01-31")]
    [InlineData("-", "Text", "-")]
    [InlineData("1 000", "Text", "1 000")]
    [InlineData("512Mi", "Text", "512Mi")]
    [InlineData("photos.rows", "Text", "photos.rows")]
    public void A_plain_scalar_is_what_it_looks_like(string text, string kind, string written)
    {
        var value = PlainScalar.Resolve(text, out _);

        Assert.Equal((kind, written), (value?.Kind.ToString(), value?.Text));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("No")]
    [InlineData("ON")]
    [InlineData("off")]
    [InlineData("0644")]
    [InlineData("-012")]
    [InlineData("00.5")]
    [InlineData("0o17")]
    [InlineData("0x1F")]
    [InlineData("0b11")]
    [InlineData("1_000")]
    [InlineData("1:30")]
    [InlineData("190:20:30")]
    [InlineData(".inf")]
    [InlineData("-.Inf")]
    [InlineData(".nan")]
    [InlineData("1e999")]
    public void What_versions_of_YAML_read_differently_is_refused(string text)
    {
        Assert.Null(PlainScalar.Resolve(text, out var advice));
        Assert.NotEmpty(advice);
    }
}
