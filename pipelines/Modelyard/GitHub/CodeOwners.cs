using System.Text;
using System.Text.RegularExpressions;
using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.GitHub;

/// <summary>Who reviews what on GitHub: <c>.github/CODEOWNERS</c>, made of the models' <c>owner:</c>.</summary>
/// <param name="Teams">Slugs, without the organisation.</param>
/// <param name="People">Logins.</param>
public sealed partial record CodeOwners(IReadOnlyList<string> Teams, IReadOnlyList<string> People)
{
    /// <summary>The file, relative to the root.</summary>
    public const string File = ".github/CODEOWNERS";

    private const string OrganisationLine = "# organisation: ";

    /// <summary>The file's whole text.</summary>
    /// <param name="organisation">Whose teams are meant by bare names.</param>
    /// <exception cref="YardException">YARD8615: each owner that cannot be written.</exception>
    public static string Of(Repository repository, string organisation)
    {
        var problems = new List<Diagnostic>();
        var text = new StringBuilder("# Generated of the models' `owner:` by `./yard github codeowners`; a test says when it is out of date.\n")
            .Append(OrganisationLine).Append(organisation).Append('\n');
        foreach (var (name, model) in repository.Models.OrderBy(model => model.Key, StringComparer.Ordinal))
        {
            if (Written(model.Spec.Owner, organisation) is { } owner) text.Append($"/models/{name}/ {owner}\n");
            else problems.Add(GitHubCodes.BadOwner.Error(model.Source.ValueAt("owner"), $"owner is '{model.Spec.Owner}', of which GitHub's name of a team cannot be made"));
        }

        return problems.Count == 0 ? text.ToString() : throw new YardException(problems);
    }

    /// <summary>The organisation that a generated file names; none of a file by hand.</summary>
    public static string? OrganisationOf(string text) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(OrganisationLine, StringComparison.Ordinal)) is { } line ? line[OrganisationLine.Length..].Trim() : null;

    /// <summary>Who owns a model by a file's text: of the patterns that match, the last counts, as on GitHub.</summary>
    public static CodeOwners OfModel(string text, string model)
    {
        var owners = text.Split('\n')
            .Select(line => line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            .LastOrDefault(words => words.Length > 0 && Matches(words[0], model))?[1..] ?? [];
        return new CodeOwners(
            [.. owners.Where(owner => owner.StartsWith('@') && owner.Contains('/')).Select(owner => owner[(owner.IndexOf('/') + 1)..])],
            [.. owners.Where(owner => owner.StartsWith('@') && !owner.Contains('/')).Select(owner => owner[1..])]);
    }

    private static bool Matches(string pattern, string model) => pattern is "*" or "/models/" or "/models/*/" or "models/" || pattern.Trim('/') == $"models/{model}" || pattern.Trim('/') == $"models/{model}/**";

    private static string? Written(string owner, string organisation)
    {
        if (owner.StartsWith('@')) return AtForm().IsMatch(owner) ? owner : null;
        if (owner.Contains('@')) return MailForm().IsMatch(owner) ? owner : null;
        var slug = Unnamed().Replace(owner.ToLowerInvariant(), "-").Trim('-');
        return slug.Length > 0 ? $"@{organisation}/{slug}" : null;
    }

    [GeneratedRegex(@"\A@[A-Za-z0-9-]+(?:/[A-Za-z0-9._-]+)?\z")]
    private static partial Regex AtForm();

    [GeneratedRegex(@"\A[^@\s]+@[^@\s]+\.[^@\s]+\z")]
    private static partial Regex MailForm();

    // GitHub's own slug of a team's name: whatever is no letter, digit, or underscore becomes a hyphen.
    [GeneratedRegex(@"[^a-z0-9_]+")]
    private static partial Regex Unnamed();
}
