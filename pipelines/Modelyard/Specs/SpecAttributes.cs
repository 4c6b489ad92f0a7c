namespace Modelyard.Specs;

/// <summary>A bare scalar in YAML stands for a record with only this property set.</summary>
/// <param name="property">The property's name in C#.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShorthandAttribute(string property) : Attribute
{
    public string Property { get; } = property;
}

/// <summary>The only texts accepted.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
}

/// <summary>The least and the greatest number accepted.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BoundsAttribute(double least, double greatest) : Attribute
{
    public double Least { get; } = least;

    public double Greatest { get; } = greatest;
}

/// <summary>The form that a text has, or each key of a mapping.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormAttribute(TextForm form) : Attribute
{
    public TextForm Form { get; } = form;
}

/// <summary>A mapping or list that holds at least one entry.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotEmptyAttribute : Attribute;
