using Modelyard.Metrics;

namespace Modelyard.Tests.Metrics;

/// <summary>Prometheus' text format, read, merged and written.</summary>
public sealed class ExpositionTests
{
    private const string Histogram = "# HELP t_seconds Time.\n# TYPE t_seconds histogram\n"
        + "t_seconds_bucket{le=\"1\"} 2\nt_seconds_bucket{le=\"+Inf\"} 3\nt_seconds_sum 2.5\nt_seconds_count 3\n";

    [Theory]
    [InlineData(Histogram)]
    [InlineData("# HELP a Back\\\\slash and\\nline.\n# TYPE a gauge\na{x=\"say \\\"yes\\\" \\\\ or\\nno\"} NaN\n")]
    public void What_is_read_is_written_as_it_was(string text) => Assert.Equal(text, Exposition.Write(Exposition.Read(text)));

    [Fact]
    public void A_histogram_is_one_family_but_a_counter_named_count_is_its_own()
    {
        var families = Exposition.Read(Histogram + "collection_count 4\n");
        Assert.Equal(["t_seconds", "collection_count"], families.Select(family => family.Name));
        Assert.Equal([4, 1], families.Select(family => family.Samples.Count));
        Assert.Equal(["histogram", "untyped"], families.Select(family => family.Type));
    }

    [Theory]
    [InlineData("a{x=\"1\" 2")]
    [InlineData("a{x=1} 2")]
    [InlineData("a{x=\"1\"}")]
    [InlineData("a two")]
    [InlineData("<html>")]
    [InlineData("a{x=\"\\")]
    public void A_line_that_is_not_of_the_format_is_refused_and_quoted(string line) =>
        Assert.Equal($"not a line of Prometheus' text format: {line}", Assert.Throws<FormatException>(() => Exposition.Read(line)).Message);

    [Fact]
    public void Merging_keeps_one_type_and_help_a_family_and_no_sample_twice()
    {
        var merge = new ExpositionMerge();
        merge.Add(Exposition.Read("# HELP b One.\n# TYPE b counter\nb{model=\"m\",k=\"1\"} 1\n"), new MetricLabel("model", "m"), new MetricLabel("arm", "a"));
        merge.Add(Exposition.Read("# HELP b Two.\n# TYPE b counter\nb{k=\"1\"} 5\n# TYPE a gauge\na 1\n"), new MetricLabel("model", "m"), new MetricLabel("arm", "a"));
        merge.Add(Exposition.Read("# TYPE b gauge\nb 9\n"));
        Assert.Equal(
            "# TYPE a gauge\na{model=\"m\",arm=\"a\"} 1\n# HELP b One.\n# TYPE b counter\nb{model=\"m\",arm=\"a\",k=\"1\"} 1\n",
            Exposition.Write(merge.Families));
        Assert.Equal(1, merge.Conflicts);
    }
}
