using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Modelyard.Specs.Shapes;

/// <summary>Makes shapes from the metadata that System.Text.Json has of the records, and from their attributes.</summary>
internal static class SpecShapes
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Records = new();

    /// <summary>The shape of a record.</summary>
    public static RecordShape Of(Type type) => Records.GetOrAdd(type, Record);

    private static RecordShape Record(Type type)
    {
        var keys = SpecJson.Options.GetTypeInfo(type).Properties.Select(Key).ToList();
        var shorthand = type.GetCustomAttribute<ShorthandAttribute>()?.Property;
        return new RecordShape(type, keys, keys.Find(key => key.Property == shorthand));
    }

    private static KeyShape Key(JsonPropertyInfo property)
    {
        var member = (MemberInfo)property.AttributeProvider!;
        return new KeyShape(property.Name, member.Name, Value(property, member), property.IsRequired);
    }

    private static SpecShape Value(JsonPropertyInfo property, MemberInfo member)
    {
        var form = member.GetCustomAttribute<FormAttribute>()?.Form;
        var notEmpty = member.IsDefined(typeof(NotEmptyAttribute));
        var metadata = SpecJson.Options.GetTypeInfo(property.PropertyType);
        return metadata.Kind switch
        {
            JsonTypeInfoKind.Dictionary => new MapShape(
                Scalar(metadata.ElementType!, member: null, form: null, property.IsRequired), form, notEmpty),
            JsonTypeInfoKind.Enumerable => new ListShape(Scalar(metadata.ElementType!, member: null, form, required: true), notEmpty),
            _ => Scalar(property.PropertyType, member, form, property.IsRequired),
        };
    }

    private static SpecShape Scalar(Type declared, MemberInfo? member, TextForm? form, bool required)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var bounds = member?.GetCustomAttribute<BoundsAttribute>();
        if (type == typeof(string)) return new TextShape(member?.GetCustomAttribute<OneOfAttribute>()?.Values ?? [], form, required);
        if (type == typeof(int)) return new NumberShape(Whole: true, bounds?.Least, bounds?.Greatest);
        if (type == typeof(double)) return new NumberShape(Whole: false, bounds?.Least, bounds?.Greatest);
        if (type == typeof(bool)) return new BooleanShape();
        if (type == typeof(Duration)) return new DurationShape();
        if (type == typeof(Quantity)) return new QuantityShape();
        if (type == typeof(PortReferences)) return new ReferencesShape();
        return type == typeof(JsonElement) ? new AnyShape() : Of(type);
    }
}
