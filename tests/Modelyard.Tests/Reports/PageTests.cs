using Modelyard.Reports;

namespace Modelyard.Tests.Reports;

public sealed class PageTests
{
    [Fact]
    public void Text_stands_in_columns_and_numbers_stand_right()
    {
        var page = new TextPage();
        page.Heading(1, "shirts");
        page.Warning("mind");
        page.Table(["name", " rows"], [["a", "10"], ["longer", "7"]]);
        Assert.Equal("shirts\n! mind\n  name    rows\n  a         10\n  longer     7\n", page.ToString());
    }

    [Fact]
    public void In_markdown_data_never_becomes_markup()
    {
        var page = new MarkdownPage();
        page.Heading(2, "a_b");
        page.Line("<img src=x> @team");
        page.Table(["name", " rows"], [["a|b\n`c`", "1"]]);
        Assert.Equal("## a\\_b\n\n&lt;img src=x> &#64;team\n\n| name | rows |\n| --- | ---: |\n| a\\|b \\`c\\` | 1 |\n", page.ToString());
    }
}
