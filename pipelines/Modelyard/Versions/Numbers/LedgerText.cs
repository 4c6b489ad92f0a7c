using System.Text;
using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Specs.Reading;
using Modelyard.Specs.Validation.Releases;
using Modelyard.Specs.Yaml;

namespace Modelyard.Versions.Numbers;

/// <summary>A model's ledger as text: read as it is, and added to at its end alone, one line a version, so that two branches that add lines meet in a conflict that git shows.</summary>
internal static class LedgerText
{
    private const string Head = """
        # yaml-language-server: $schema=../versions.schema.json
        # The numbers of this model's versions, given on merge; written by automation, at the end alone.
        versions:

        """;

    /// <summary>Number → version.</summary>
    /// <param name="text"><see langword="null"/> where there is no file yet.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="YardException">The text is no sound ledger: everything that is wrong with it.</exception>
    public static IReadOnlyDictionary<string, NumberedVersionSpec> Read(string? text, string file)
    {
        if (text is null) return new Dictionary<string, NumberedVersionSpec>();
        var problems = new List<Diagnostic>();
        var node = YamlFile.Parse(Encoding.UTF8.GetBytes(text), file, problems);
        var reading = SpecFileReader.Read<LedgerSpec>(node, Path.GetDirectoryName(file)!, file, problems);
        if (problems.Count == 0) problems.AddRange(new LedgerValidator().Validate(reading));
        return problems.Count == 0 ? reading.Spec!.Versions : throw new YardException(problems);
    }

    /// <summary>The text with more versions at its end.</summary>
    public static string Append(string? text, IEnumerable<KeyValuePair<string, NumberedVersionSpec>> versions)
    {
        var whole = new StringBuilder(text ?? Head);
        if (whole[^1] != '\n') whole.Append('\n');
        foreach (var (number, version) in versions)
        {
            // In quotes: hexadecimal digits alone can be a number to YAML.
            whole.Append($"  {number}: {{ candidate: {version.Candidate}, identity: \"{version.Identity}\", artifact: \"{version.Artifact}\", commit: \"{version.Commit}\" }}\n");
        }

        return whole.ToString();
    }
}
