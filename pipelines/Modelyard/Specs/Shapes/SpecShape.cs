namespace Modelyard.Specs.Shapes;

/// <summary>
/// What may stand at one place of a spec file. Made from the records' metadata; checks and JSON schemas are made from it.
/// </summary>
internal abstract record SpecShape
{
    /// <summary>What is accepted, as a message says it.</summary>
    public abstract string Expected { get; }
}

/// <param name="Shorthand">The key that a bare scalar stands for, if one does.</param>
internal sealed record RecordShape(Type Type, IReadOnlyList<KeyShape> Keys, KeyShape? Shorthand) : SpecShape
{
    private readonly Dictionary<string, KeyShape> _byName = Keys.ToDictionary(key => key.Name, StringComparer.Ordinal);

    public override string Expected => Shorthand is null ? "a mapping" : $"{Shorthand.Shape.Expected}, or a mapping";

    public KeyShape? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>A key of a record.</summary>
/// <param name="Property">The property's name in C#.</param>
internal sealed record KeyShape(string Name, string Property, SpecShape Shape, bool Required);

internal sealed record MapShape(SpecShape Values, TextForm? Keys, bool NotEmpty) : SpecShape
{
    public override string Expected => NotEmpty ? "a mapping with at least one entry" : "a mapping";
}

internal sealed record ListShape(SpecShape Items, bool NotEmpty) : SpecShape
{
    public override string Expected => NotEmpty ? "a list with at least one item" : "a list";
}

/// <param name="Choices">The only texts accepted; empty for any.</param>
internal sealed record TextShape(IReadOnlyList<string> Choices, TextForm? Form, bool NotBlank) : SpecShape
{
    public override string Expected => Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}"
        : Form is { } form ? TextFormRule.Of(form).Words
        : "text";
}

/// <param name="Whole">Whether only whole numbers (of 32 bits) will do.</param>
internal sealed record NumberShape(bool Whole, double? Least, double? Greatest) : SpecShape
{
    public override string Expected => (Whole ? "a whole number" : "a number") + (Least is null ? "" : $" from {Least} to {Greatest}");
}

internal sealed record BooleanShape : SpecShape
{
    public override string Expected => "true or false";
}

internal sealed record DurationShape : SpecShape
{
    public override string Expected => "a duration such as 90s, 10m or 2h, at most 720h";
}

internal sealed record QuantityShape : SpecShape
{
    public override string Expected => "an amount of memory such as 512Mi or 2Gi";
}

/// <summary>One <c>step.output</c> or a list of them.</summary>
internal sealed record ReferencesShape : SpecShape
{
    public override string Expected => "step.output, or a list of them";
}

/// <summary>Any value; a validator decides later.</summary>
internal sealed record AnyShape : SpecShape
{
    public override string Expected => "a value";
}
