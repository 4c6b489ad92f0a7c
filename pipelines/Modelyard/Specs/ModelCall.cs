namespace Modelyard.Specs;

/// <summary>
/// What a step calls that asks another model: <c>uses: model:item-photo</c> means the newest blessed version of the model's first candidate,
/// <c>model:item-photo@forest</c> that of another one, <c>model:item-photo@sha256:…</c> one version for good.
/// </summary>
/// <param name="Identity">64 hexadecimal digits after <c>sha256:</c>; <see langword="null"/> unless it is pinned.</param>
public sealed record ModelCall(string Model, string? Candidate, string? Identity)
{
    /// <summary>What the <c>uses</c> of such a step begins with.</summary>
    public const string Prefix = "model:";

    /// <summary>The platform's own component that asks.</summary>
    public const string Component = "model-call";

    private const string Digest = "sha256:";
    private const int HexDigits = 64;

    /// <summary>Whether a step's <c>uses</c> names a model instead of a component.</summary>
    public static bool Is(string? uses) => uses?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The call; <see langword="null"/> where the text is none, or malformed.</summary>
    public static ModelCall? Parse(string? uses)
    {
        if (!Is(uses)) return null;
        var text = uses![Prefix.Length..];
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (model, rest) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        var name = TextFormRule.Of(TextForm.Name);
        if (!name.Fits(model)) return null;
        if (rest?.StartsWith(Digest, StringComparison.Ordinal) != true) return rest is null || name.Fits(rest) ? new ModelCall(model, rest, null) : null;
        var isDigest = rest.Length == Digest.Length + HexDigits && rest.Skip(Digest.Length).All(char.IsAsciiHexDigitLower);
        return isDigest ? new ModelCall(model, null, rest) : null;
    }

    /// <summary>All calls of a model, each once, in the order of its file.</summary>
    public static IReadOnlyList<ModelCall> In(ModelSpec model) =>
        [.. model.Candidates.Values.SelectMany(candidate => candidate.Pipeline.Values).Select(step => Parse(step.Uses)).OfType<ModelCall>().Distinct()];

    /// <summary>As a model's file has it.</summary>
    public override string ToString() => Prefix + Model + ((Identity ?? Candidate) is { } which ? $"@{which}" : "");
}
