namespace Modelyard.Specs;

/// <summary>An output of a step as an input names it: <c>pixels.matrix</c>.</summary>
public sealed record PortReference(string Step, string Output)
{
    /// <summary>Reads a reference of a validated model.</summary>
    public static PortReference Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return new PortReference(text[..dot], text[(dot + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Step}.{Output}";
}
