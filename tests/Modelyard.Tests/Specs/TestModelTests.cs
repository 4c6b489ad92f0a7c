using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

/// <summary>Every folder of <c>tests/TestModels/</c>: broken ones give exactly their <c>expected.txt</c>, good ones give nothing.</summary>
public sealed class TestModelTests
{
    /// <summary>Set to 1, the tests write what they expect instead of comparing it. Read the difference before committing it.</summary>
    public const string Write = "YARD_WRITE";

    public static TheoryData<string> Broken => new(Names("broken"));

    public static TheoryData<string> Good => new(Names("good"));

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_repository_gives_exactly_the_expected_errors(string name)
    {
        var found = Read($"broken/{name}");
        var expected = Path.Combine(TestRepository.Cases, "broken", name, "expected.txt");
        if (Environment.GetEnvironmentVariable(Write) == "1") File.WriteAllText(expected, found);

        Assert.NotEmpty(found);
        Assert.Equal(File.ReadAllText(expected), found);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_repository_gives_no_errors(string name) => Assert.Empty(Read($"good/{name}"));

    [Fact]
    public void There_are_at_least_45_broken_repositories() => Assert.InRange(Names("broken").Count(), 45, int.MaxValue);

    [Fact]
    public void Every_code_is_shown_by_a_broken_repository()
    {
        var shown = string.Concat(
            Names("broken").Select(name => File.ReadAllText(Path.Combine(TestRepository.Cases, "broken", name, "expected.txt"))));
        var codes = typeof(SpecCodes).GetFields().Select(field => ((DiagnosticCode)field.GetValue(null)!).Id);

        // These need a folder that git cannot hold, or a file larger than we keep; HostileFileTests shows them.
        string[] elsewhere =
            [SpecCodes.FileTooLarge.Id, SpecCodes.LinkOut.Id, SpecCodes.NotARepository.Id, SpecCodes.BeyondBounds.Id, SpecCodes.FileUnreadable.Id];
        Assert.Equal([], codes.Except(elsewhere).Where(code => !shown.Contains(code, StringComparison.Ordinal)));
    }

    private static string Read(string path)
    {
        using var repository = TestRepository.Case(path);
        return string.Concat(RepositoryReader.Read(repository.Root).Diagnostics.Select(diagnostic => diagnostic + "\n"));
    }

    private static IEnumerable<string> Names(string kind) =>
        Directory.EnumerateDirectories(Path.Combine(TestRepository.Cases, kind))
            .Select(folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal);
}
