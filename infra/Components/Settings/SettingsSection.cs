using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Pulumi;

namespace Modelyard.Infra.Components.Settings;

/// <summary>A mapping of settings. Reading never throws: what is wrong goes to <see cref="SettingsProblems"/> with a usable value in its place, so that all is told at once.</summary>
public sealed partial class SettingsSection
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, JsonElement> _members;
    private readonly IReadOnlySet<string> _secrets;
    private readonly SettingsProblems _problems;
    private readonly Dictionary<string, SettingsSection> _sections = [];
    private readonly HashSet<string> _read = [];

    private SettingsSection(string path, IReadOnlyDictionary<string, JsonElement> members, IReadOnlySet<string> secrets, SettingsProblems problems)
    {
        (_path, _members, _secrets, _problems) = (path, members, secrets, problems);
    }

    /// <summary>The settings of a project in a stack's configuration.</summary>
    public static SettingsSection Of(StackConfiguration configuration, string project, SettingsProblems problems)
    {
        var prefix = $"{project}:";
        var own = configuration.Values.Where(value => value.Key.StartsWith(prefix, StringComparison.Ordinal));
        return new SettingsSection(
            prefix,
            own.ToDictionary(value => value.Key[prefix.Length..], value => Parse(value.Value)),
            configuration.Secrets.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]).ToHashSet(),
            problems);
    }

    /// <summary>The settings of a document.</summary>
    public static SettingsSection Of(JsonElement document, SettingsProblems problems) => new("", Members(document), new HashSet<string>(), problems);

    /// <summary>The names that are there.</summary>
    public IEnumerable<string> Names => _members.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether it is there.</summary>
    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>A text.</summary>
    /// <param name="fallback">Its value where it is not there; <see langword="null"/>: it must be.</param>
    /// <param name="form">What it must match as a whole.</param>
    /// <param name="words">The form in words.</param>
    public string Text(string name, string? fallback = null, Regex? form = null, string words = "a text")
    {
        if (Find(name, fallback is null, words) is not { } value) return fallback ?? "";
        var text = AsText(value);
        if (text is { Length: > 0 } && (form is null || form.IsMatch(text))) return text;
        return Refuse(name, value, words, fallback ?? "");
    }

    /// <summary>A text that may be missing.</summary>
    public string? MaybeText(string name, Regex? form = null, string words = "a text") => Has(name) ? Text(name, "", form, words) : null;

    /// <summary>One of some words.</summary>
    public string Choice(string name, string? fallback, params string[] accepted)
    {
        var words = $"one of {string.Join(", ", accepted)}";
        if (Find(name, fallback is null, words) is not { } value) return fallback ?? accepted[0];
        if (AsText(value) is { } text && accepted.Contains(text)) return text;
        _problems.Add(StackCodes.NotAccepted, _path + name, $"found {Shown(value)}, expected {words}", NearestName.Hint(AsText(value) ?? "", accepted));
        return fallback ?? accepted[0];
    }

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int? fallback, int least, int greatest)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {greatest}");
        if (Find(name, fallback is null, words) is not { } value) return fallback ?? least;
        return int.TryParse(AsText(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest
            ? number
            : Refuse(name, value, words, fallback ?? least);
    }

    /// <summary>An amount of memory or disk, as Kubernetes writes it.</summary>
    public string Amount(string name, string? fallback = null) => Text(name, fallback, AmountForm(), "an amount such as 512Mi or 2Ti");

    /// <summary>Whether something is so.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (Find(name, false, "true or false") is not { } value) return fallback;
        return bool.TryParse(AsText(value), out var flag) ? flag : Refuse(name, value, "true or false", fallback);
    }

    /// <summary>Texts, in their order; none where it is not there.</summary>
    public IReadOnlyList<string> Texts(string name, Regex? form = null, string words = "texts")
    {
        if (Find(name, false, words) is not { } value) return [];
        var texts = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(AsText).ToList() : [null];
        return texts.TrueForAll(text => text is { Length: > 0 } && (form is null || form.IsMatch(text))) ? texts! : Refuse<IReadOnlyList<string>>(name, value, $"a list of {words}", []);
    }

    /// <summary>A secret of the configuration. One that is written plainly is refused: it was in a file of the repository.</summary>
    public Output<string>? Secret(string name, bool isRequired)
    {
        if (Find(name, isRequired, "a secret") is not { } value) return null;
        if (!_secrets.Contains(name)) _problems.Add(StackCodes.NotSecret, _path + name, "it is not encrypted", $"pulumi config set --secret {_path}{name}");
        return Output.CreateSecret(AsText(value) ?? value.GetRawText());
    }

    /// <summary>A mapping in this one; an empty one where it is not there.</summary>
    public SettingsSection Section(string name)
    {
        if (_sections.TryGetValue(name, out var known)) return known;
        var value = Find(name, false, "a mapping");
        if (value is { ValueKind: not JsonValueKind.Object } other) Refuse(name, other, "a mapping", false);
        return _sections[name] = new SettingsSection($"{_path}{name}.", value is { } mapping ? Members(mapping) : new Dictionary<string, JsonElement>(), new HashSet<string>(), _problems);
    }

    /// <summary>Notes that a value cannot be taken, for a reason that its form does not show.</summary>
    public void Refuse(string name, string message) => _problems.Add(StackCodes.NotAccepted, _path + name, message);

    /// <summary>Tells every name that nothing has asked for, here and in the mappings that were read.</summary>
    public void RefuseOthers()
    {
        foreach (var name in Names.Where(name => !_read.Contains(name))) _problems.Add(StackCodes.Unknown, _path + name, "nothing reads it", NearestName.Hint(name, _read.Except(_members.Keys)));
        foreach (var section in _sections.Values) section.RefuseOthers();
    }

    private JsonElement? Find(string name, bool isRequired, string words)
    {
        _read.Add(name);
        if (_members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null) return value;
        if (isRequired) _problems.Add(StackCodes.Missing, _path + name, $"it is missing; expected {words}");
        return null;
    }

    private T Refuse<T>(string name, JsonElement value, string words, T instead)
    {
        _problems.Add(StackCodes.NotAccepted, _path + name, $"found {(_secrets.Contains(name) ? "a secret" : Shown(value))}, expected {words}");
        return instead;
    }

    // Pulumi keeps plain values as texts, whatever they are, and mappings as JSON.
    private static JsonElement Parse(string text)
    {
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            try
            {
                return JsonDocument.Parse(text).RootElement;
            }
            catch (JsonException)
            {
                // A text that only begins like one.
            }
        }

        return JsonSerializer.SerializeToElement(text);
    }

    private static Dictionary<string, JsonElement> Members(JsonElement mapping) =>
        mapping.ValueKind == JsonValueKind.Object ? mapping.EnumerateObject().ToDictionary(member => member.Name, member => member.Value) : [];

    private static string? AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "a mapping",
        JsonValueKind.Array => "a list",
        _ => $"'{AsText(value)}'",
    };

    [GeneratedRegex(@"^[1-9][0-9]*(Ki|Mi|Gi|Ti|k|M|G|T)?$")]
    private static partial Regex AmountForm();
}
