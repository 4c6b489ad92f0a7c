using Modelyard.Images.Builds;

namespace Modelyard.Tests.Images.Builds;

public sealed class CompilerOutputTests
{
    [Fact]
    public void Errors_are_found_once_each_with_file_line_and_column()
    {
        const string Output = """
            /tmp/b/pipelines/Components/texts/Fit.cs(3,14): error CS1002: ; expected [/tmp/b/pipelines/Components/texts/texts.csproj]
            /tmp/b/pipelines/Components/texts/Program.cs(12,5,12,9): warning CS0168: unused [/tmp/b/pipelines/Components/texts/texts.csproj]
            /tmp/b/pipelines/Components/texts/Program.cs(7,1): error CS0103: The name 'x' does not exist: here [/tmp/b/pipelines/Components/texts/texts.csproj]
            /tmp/b/pipelines/Components/texts/Program.cs(7,1): error CS0103: The name 'x' does not exist: here [/tmp/b/pipelines/Components/texts/texts.csproj]
            /tmp/b/pipelines/Components/texts/texts.csproj : error NU1101: Unable to find package Nothing.At.All.
            MSBUILD : error MSB1009: Project file does not exist.
            """;

        var errors = CompilerOutput.Errors(Output, "/tmp/b/pipelines");

        Assert.Equal(
            [
                "pipelines/Components/texts/Fit.cs:3:14 CS1002 ; expected",
                "pipelines/Components/texts/Program.cs:7:1 CS0103 The name 'x' does not exist: here",
                "pipelines/Components/texts/texts.csproj NU1101 Unable to find package Nothing.At.All.",
                " MSB1009 Project file does not exist.",
            ],
            errors.Select(error => $"{error.Where} {error.Code} {error.Message}"));
    }

    [Fact]
    public void A_long_output_without_errors_is_read_quickly() =>
        Assert.Empty(CompilerOutput.Errors(string.Concat(Enumerable.Repeat("  texts -> /tmp/out/texts.dll (1,2): nothing: of note\n", 20_000)), "/tmp"));
}
