namespace Modelyard.Clusters;

/// <summary>What somebody else's message becomes in ours.</summary>
internal static class OneLine
{
    private const int Longest = 1_000;

    /// <summary>The text on one line, without a full stop, cut where it is longer than anyone reads.</summary>
    public static string Of(string? text)
    {
        var joined = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return joined.Length <= Longest ? joined : joined[..Longest] + "…";
    }
}
