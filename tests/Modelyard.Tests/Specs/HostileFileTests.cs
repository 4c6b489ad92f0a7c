using System.Text;
using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

/// <summary>Files that would cost memory or time, or lead elsewhere: each is refused with one error, and soon.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Model = "models/shirts/model.yaml";
    private readonly TestRepository _repository = TestRepository.Good();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void A_file_of_ten_megabytes_is_refused_unread()
    {
        _repository.Write(Model, "name: shirts\n# " + new string('x', 10 << 20));

        Assert.Equal(["models/shirts/model.yaml: error YARD1003: the file has 10485775 bytes; at most 1048576 are read"], Errors());
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Deep_nesting_is_refused_at_the_bound(string level)
    {
        _repository.Write(Model, "name: " + (level == "- " ? "\n  " : "") + string.Concat(Enumerable.Repeat(level, 100_000)));

        Assert.Equal("the file has more than 64 levels of nesting", Assert.Single(Read().Diagnostics).Message);
    }

    [Fact]
    public void Deep_block_nesting_is_refused_at_the_bound()
    {
        _repository.Write(Model, string.Concat(Enumerable.Range(0, 1_000).Select(level => new string(' ', level) + "a:\n")));

        Assert.Equal("the file has more than 64 levels of nesting", Assert.Single(Read().Diagnostics).Message);
    }

    [Fact]
    public void Many_keys_are_refused_at_the_bound()
    {
        _repository.Write(Model, string.Concat(Enumerable.Range(0, 80_000).Select(key => $"k{key}: 1\n")));

        Assert.Equal("the file has more than 20000 keys and values", Assert.Single(Read().Diagnostics).Message);
    }

    [Fact]
    public void A_key_of_a_thousand_characters_is_refused()
    {
        _repository.Write(Model, $"{new string('k', 1_000)}: 1\n");

        Assert.Equal("the file has a key of more than 256 characters", Assert.Single(Read().Diagnostics).Message);
    }

    [Fact]
    public void An_alias_bomb_is_not_expanded()
    {
        var bomb = new StringBuilder("a0: &a0 [lol]\n");
        for (var level = 1; level < 40; level++) bomb.AppendLine(
            $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]");
        _repository.Write(Model, bomb.ToString());

        var codes = Read().Diagnostics.Select(diagnostic => diagnostic.Code).Distinct().ToList();
        Assert.Equal(
            [SpecCodes.Anchor, SpecCodes.UnknownKey, SpecCodes.MissingKey], codes.OrderBy(code => code.Id, StringComparer.Ordinal));
    }

    [Fact]
    public void Control_characters_and_reversed_text_are_shown_escaped()
    {
        _repository.Write(Model, "\"\\e[31mred\\u202Etxt\": 1\n");

        Assert.Contains(Errors(), error => error.Contains(@"unknown key '\u001b[31mred\u202etxt'", StringComparison.Ordinal));
        Assert.DoesNotContain(Errors(), error => error.Any(char.IsControl));
    }

    [Fact]
    public void Thousands_of_steps_that_name_unknown_steps_are_reported_in_a_bounded_way()
    {
        var steps = string.Concat(
            Enumerable.Range(0, 2_000).Select(step => $"      step-{step}: {{ uses: scale, inputs: {{ rows: stap-{step}.rows }} }}\n"));
        _repository.Write(Model, $$"""
            name: shirts
            owner: x
            description: x
            signature: { instance: { title: string }, prediction: { label: string } }
            candidates:
              a:
                serving: { runtime: flask }
                pipeline:
            {{steps}}
            tests: { samples: samples.json }

            """);

        var errors = Errors();
        Assert.Equal(2_000, errors.Count(error => error.Contains("YARD1043", StringComparison.Ordinal)));
        Assert.All(errors, error => Assert.InRange(error.Length, 1, 1_000));
    }

    [Theory]
    [InlineData("models/shirts/elsewhere")]
    [InlineData("models/shirts/releases/dev.yaml")]
    [InlineData("pipelines/Components/words/deep/inside/link")]
    public void A_link_out_of_the_folder_is_refused(string link)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_repository.PathOf(link))!);
        File.CreateSymbolicLink(_repository.PathOf(link), "/etc/hostname");

        Assert.Contains(
            $"{link}: error YARD1014: the symbolic link leads out of its folder, to '/etc/hostname' → copy the content into the folder",
            Errors());
    }

    [Fact]
    public void A_folder_that_is_a_link_is_refused_unread()
    {
        Directory.CreateSymbolicLink(_repository.PathOf("models/copy"), _repository.PathOf("models/shirts"));

        Assert.Equal(SpecCodes.LinkOut, Assert.Single(Read().Diagnostics).Code);
    }

    [Fact]
    public void A_link_inside_the_folder_is_followed()
    {
        File.CreateSymbolicLink(_repository.PathOf("models/shirts/releases/more.json"), "../samples.json");

        Assert.Empty(Errors());
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(_repository.PathOf("models/shirts/a"), "b");
        File.CreateSymbolicLink(_repository.PathOf("models/shirts/b"), "a");

        Assert.Equal(2, Read().Diagnostics.Count(diagnostic => diagnostic.Code == SpecCodes.LinkOut));
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_unreadable()
    {
        File.Delete(_repository.PathOf(Model));
        Directory.CreateDirectory(_repository.PathOf(Model));

        Assert.Equal(SpecCodes.FileUnreadable, Assert.Single(Read().Diagnostics).Code);
    }

    [Fact]
    public void A_folder_without_models_and_pipelines_is_no_repository()
    {
        var empty = Directory.CreateDirectory(_repository.PathOf("empty")).FullName;

        var diagnostic = Assert.Single(RepositoryReader.Read(empty).Diagnostics);
        Assert.Equal(
            $"error YARD1015: there is neither models/ nor pipelines/ in {empty} → run in the repository, or name it with --root",
            diagnostic.ToString());
    }

    private Repository Read() => RepositoryReader.Read(_repository.Root);

    private IReadOnlyList<string> Errors() => [.. Read().Diagnostics.Select(diagnostic => diagnostic.ToString())];
}
