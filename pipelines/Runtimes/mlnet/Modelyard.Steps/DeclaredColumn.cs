namespace Modelyard.Steps;

/// <summary>A column that a source is to give, as a parameter of type <c>fields</c> declares it.</summary>
/// <param name="Name">In the rows.</param>
/// <param name="Type">string, number, integer or boolean.</param>
/// <param name="Optional">Whether a value may be missing; strings and numbers only.</param>
/// <param name="From">What the data call it.</param>
internal sealed record DeclaredColumn(string Name, string Type, bool Optional, string From);
