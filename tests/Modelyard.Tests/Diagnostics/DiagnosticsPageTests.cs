using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Diagnostics;

public sealed class DiagnosticsPageTests
{
    // Folder of pipelines/ → the digit that its codes begin with. The longest that fits decides.
    private static readonly (string Folder, char Area)[] Folders =
    [
        ("Modelyard/", '9'), ("Modelyard/Specs/", '1'), ("Modelyard/Planning/", '2'), ("Modelyard/GitOps/", '2'), ("Modelyard/Running/", '3'), ("Modelyard/Content/", '3'),
        ("Modelyard/Versions/", '4'), ("Modelyard/Releases/", '5'), ("Modelyard/Traffic/", '5'), ("Modelyard/Serving/", '6'), ("Modelyard/Images/", '7'),
        ("Modelyard/Images/Oci/", '8'), ("Modelyard/Images/Registry/", '8'), ("Modelyard/Clusters/", '8'), ("Modelyard/GitHub/", '8'),
    ];

    [Fact]
    public void The_page_is_up_to_date()
    {
        var path = Path.Combine(SourceRepository.Root, "docs", "diagnostics.md");
        var expected = DiagnosticsPage.Render(DeclaredCodes.All);
        if (Environment.GetEnvironmentVariable("YARD_WRITE") == "1") File.WriteAllText(path, expected);

        Assert.True(File.ReadAllText(path) == expected, "docs/diagnostics.md is out of date; YARD_WRITE=1 ./test Modelyard.Tests writes it");
    }

    [Fact]
    public void Every_code_of_the_library_is_found_in_its_source() =>
        Assert.Equal(DeclaredCodes.OfTheLibrary.Except(DeclaredCodes.All.Select(declared => declared.Code)), []);

    [Fact]
    public void A_number_is_given_once() =>
        Assert.Equal([], DeclaredCodes.All.GroupBy(declared => declared.Code.Id).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void A_file_declares_its_codes_in_order_of_their_numbers() => Assert.All(
        DeclaredCodes.All.GroupBy(declared => (declared.File, declared.Code.Id[4])),
        file => Assert.Equal(file.Select(declared => declared.Code.Id).Order(StringComparer.Ordinal), file.Select(declared => declared.Code.Id)));

    [Fact]
    public void A_code_is_in_the_range_of_its_area() => Assert.All(DeclaredCodes.All, declared =>
    {
        Assert.Matches(@"^YARD\d{4}$", declared.Code.Id);
        Assert.Contains(declared.Code.Id[4], DiagnosticsPage.Areas);
        var folder = Folders.Where(folder => declared.File.StartsWith(folder.Folder, StringComparison.Ordinal)).OrderBy(folder => folder.Folder.Length).LastOrDefault();
        // A program beside the library may report from any area.
        if (folder.Folder is not null) Assert.True(folder.Area == declared.Code.Id[4], $"{declared.Code.Id} in {declared.File}: expected YARD{folder.Area}xxx");
    });

    [Fact]
    public void What_a_program_reports_is_declared() =>
        Assert.Equal([], DeclaredCodes.Mentioned.Where(mention => DeclaredCodes.All.All(declared => declared.Code.Id != mention.Id)));

    [Fact]
    public void Titles_are_short_and_remedies_are_sentences() => Assert.All(DeclaredCodes.All, declared =>
    {
        Assert.InRange(declared.Code.Title.Length, 5, 90);
        Assert.False(declared.Code.Title.EndsWith('.'), $"{declared.Code.Id}: a title has no full stop");
        Assert.True(declared.Code.Remedy.EndsWith('.'), $"{declared.Code.Id}: a remedy is a sentence");
    });
}
