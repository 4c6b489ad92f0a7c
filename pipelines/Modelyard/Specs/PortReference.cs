namespace Modelyard.Specs;

/// <summary>An output of a step as an input names it: <c>pixels.matrix</c>.</summary>
public sealed record PortReference(string Step, string Output)
{
    /// <summary>Reads a reference of a model that was read without errors, which has exactly one dot.</summary>
    public static PortReference Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return new PortReference(text[..dot], text[(dot + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Step}.{Output}";
}
