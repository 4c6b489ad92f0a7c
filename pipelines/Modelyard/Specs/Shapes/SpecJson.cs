using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Modelyard.Specs.Shapes;

/// <summary>How the records of specs are written in JSON: the one source of names for reading, checking and schemas.</summary>
internal static class SpecJson
{
    /// <summary>Kebab-case names.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The same, but nothing is required: for a file with errors, whose sound parts are still checked.</summary>
    public static JsonSerializerOptions Lenient { get; } = new(Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireNothing } },
    };

    private static void RequireNothing(JsonTypeInfo type)
    {
        foreach (var property in type.Properties) property.IsRequired = false;
    }
}
