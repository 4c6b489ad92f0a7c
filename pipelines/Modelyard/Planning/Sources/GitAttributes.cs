using System.Text;
using System.Text.RegularExpressions;

namespace Modelyard.Planning.Sources;

/// <summary>
/// The attributes by which git converts a file on its way into the repository (gitattributes(5)): filters, identifiers, encodings and line ends.
/// Reads <c>.gitattributes</c> of the file's folders and <c>info/attributes</c>, not the user's own file: what converts must travel with the repository.
/// </summary>
/// <param name="workingDirectory">Where paths start.</param>
/// <param name="information">The repository's <c>info/attributes</c>.</param>
/// <param name="convertsLines">Whether <c>core.autocrlf</c> is on.</param>
internal sealed class GitAttributes(string workingDirectory, string information, bool convertsLines)
{
    private readonly Dictionary<string, IReadOnlyList<Rule>> _rules = new(StringComparer.Ordinal);

    /// <summary>The attribute that makes git store other bytes than these, or <see langword="null"/>.</summary>
    /// <param name="path">Relative to the working directory.</param>
    public string? Converting(string path, ReadOnlySpan<byte> content)
    {
        var attributes = Of(path);
        if (attributes.TryGetValue("filter", out var filter) && filter is not Unset) return $"filter={filter}";
        if (attributes.GetValueOrDefault("ident") == Set && content.IndexOf("$Id"u8) >= 0) return "ident";
        if (attributes.TryGetValue("working-tree-encoding", out var encoding) && encoding is not Unset
            && !encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase)) return $"working-tree-encoding={encoding}";
        if (content.IndexOf("\r\n"u8) < 0) return null;

        // As git decides: text by name, else, where it is left to git, text by the absence of NUL.
        var text = attributes.GetValueOrDefault("text") ?? (attributes.ContainsKey("eol") ? Set : convertsLines ? "auto" : Unset);
        return text == Set || (text == "auto" && content.IndexOf((byte)0) < 0) ? "text" : null;
    }

    private const string Set = "true";
    private const string Unset = "false";

    private Dictionary<string, string> Of(string path)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        var folder = "";
        foreach (var part in path.Split('/'))
        {
            Apply(Path.Combine(workingDirectory, folder, ".gitattributes"), folder);
            folder += part + "/";
        }

        Apply(information, "");
        return attributes;

        void Apply(string file, string below)
        {
            foreach (var rule in Rules(file).Where(rule => rule.Pattern.IsMatch(path[below.Length..])))
            {
                foreach (var (name, value) in rule.Attributes)
                {
                    if (value is null) attributes.Remove(name);
                    else attributes[name] = value;
                }
            }
        }
    }

    private IReadOnlyList<Rule> Rules(string file)
    {
        if (_rules.TryGetValue(file, out var known)) return known;
        return _rules[file] = File.Exists(file) ? [.. File.ReadLines(file).Select(Parse).OfType<Rule>()] : [];
    }

    private static Rule? Parse(string line)
    {
        var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[0][0] is '#' or '[') return null;
        return new Rule(Glob(words[0].Trim('"')), [.. words[1..].SelectMany(Attribute)]);
    }

    private static IEnumerable<(string Name, string? Value)> Attribute(string word) => word switch
    {
        "binary" => [("text", Unset)],
        ['-', .. var name] => [(name, Unset)],
        ['!', .. var name] => [(name, null)],
        _ when word.Split('=', 2) is [var name, var value] => [(name, value)],
        _ => [(word, Set)],
    };

    // A pattern without a slash is about the file's name, at any depth.
    private static Regex Glob(string pattern)
    {
        var anchored = pattern.TrimEnd('/').Contains('/', StringComparison.Ordinal);
        var expression = new StringBuilder(anchored ? "^" : "(^|/)");
        for (var i = pattern[0] == '/' ? 1 : 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                expression.Append("(.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                expression.Append(".*");
                i++;
            }
            else
            {
                expression.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", '[' or ']' or '-' => $"{pattern[i]}", var other => Regex.Escape($"{other}") });
            }
        }

        return new Regex(expression.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    private sealed record Rule(Regex Pattern, IReadOnlyList<(string Name, string? Value)> Attributes);
}
