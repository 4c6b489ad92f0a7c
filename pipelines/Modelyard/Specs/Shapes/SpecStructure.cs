using System.Globalization;
using System.Text.Json.Nodes;
using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Shapes;

/// <summary>
/// Holds a file's nodes against the shape of its record, reports every difference, and gives the JSON that the record is
/// read from. A record with an unknown, missing or wrong key is left out, of a mapping just that entry, so that what
/// remains can still be validated: one round shows as many mistakes as possible, and none that follows from another.
/// </summary>
internal sealed class SpecStructure(string file, List<Diagnostic> diagnostics)
{
    private int _errors;

    /// <summary>The JSON of what is sound; an object, unless the root is no mapping.</summary>
    public JsonObject? Convert(SpecNode root, RecordShape shape)
    {
        if (root is SpecMapping mapping) return Record(mapping, shape, path: null);
        Report(SpecCodes.WrongType, root, $"expected a mapping of {Join(shape.Keys.Select(key => key.Name))}, found {root.Description}");
        return null;
    }

    private JsonNode? Value(SpecNode node, SpecShape shape, SpecPath path) => (shape, node) switch
    {
        (_, SpecRefused) => Refused(),
        (AnyShape, _) => Any(node),
        (RecordShape record, SpecMapping mapping) => Record(mapping, record, path),
        (RecordShape { Shorthand: { } key }, SpecScalar { Kind: ScalarKind.Text } scalar) => Shorthand(scalar, key, path),
        (MapShape map, SpecMapping mapping) => Map(mapping, map, path),
        (ListShape list, SpecList items) => List(items, list, path),
        (ReferencesShape, SpecList items) => References(items, path),
        (ReferencesShape, SpecScalar { Kind: ScalarKind.Text }) => Value(node, new TextShape([], TextForm.Reference, NotBlank: true), path),
        (TextShape text, SpecScalar { Kind: ScalarKind.Text } scalar) => Text(scalar, text, path),
        (TextShape, SpecScalar { Kind: not ScalarKind.Null } scalar) =>
            WrongType(node, shape, path, $"put it in quotes: \"{scalar.Text}\""),
        (NumberShape number, SpecScalar { Kind: ScalarKind.Number } scalar) => Number(scalar, number, path),
        (BooleanShape, SpecScalar { Kind: ScalarKind.Boolean } scalar) => JsonValue.Create(scalar.Text == "true"),
        (DurationShape, SpecScalar { Kind: ScalarKind.Text } scalar) when Duration.TryParse(scalar.Text, out _) =>
            JsonValue.Create(scalar.Text),
        (QuantityShape, SpecScalar { Kind: ScalarKind.Text } scalar) when Quantity.TryParse(scalar.Text, out _) =>
            JsonValue.Create(scalar.Text),
        (_, SpecScalar { Kind: ScalarKind.Null }) => WrongType(node, shape, path, "give a value, or remove the key"),
        _ => WrongType(node, shape, path),
    };

    private JsonObject? Record(SpecMapping mapping, RecordShape shape, SpecPath? path)
    {
        var before = _errors;
        var json = new JsonObject();
        foreach (var entry in mapping.Entries)
        {
            if (shape.Find(entry.Key) is not { } key) ReportUnknown(entry, shape, path);
            else Add(json, key, entry, To(path, entry));
        }

        var names = shape.Keys.Select(key => key.Name).ToList();
        var mistyped = mapping.Entries
            .Where(entry => shape.Find(entry.Key) is null)
            .Select(entry => NearestName.Of(entry.Key, names))
            .ToHashSet();
        foreach (var key in shape.Keys.Where(key => key.Required && mapping.Find(key.Name) is null && !mistyped.Contains(key.Name)))
        {
            var (line, column) = path is null ? (mapping.Line, mapping.Column) : (path.Line, path.Column);
            Report(SpecCodes.MissingKey, line, column, $"'{key.Name}' is missing{In(path)}; expected {key.Shape.Expected}");
        }

        return path is null || _errors == before ? json : null;
    }

    private void Add(JsonObject json, KeyShape key, SpecEntry entry, SpecPath path)
    {
        var before = _errors;
        var value = ValueOf(entry, key.Shape, path);
        if (value is not null) json[key.Name] = value;
        else if (key.Shape is RecordShape && entry.Value is SpecMapping) _errors = before;
    }

    private JsonNode? ValueOf(SpecEntry entry, SpecShape shape, SpecPath path)
    {
        // A key without a value has nothing of its own to point at.
        var value = entry.Value is SpecScalar { Kind: ScalarKind.Null } nothing
            ? nothing with { Line = entry.Line, Column = entry.Column }
            : entry.Value;
        return Value(value, shape, path);
    }

    private JsonObject? Shorthand(SpecScalar scalar, KeyShape key, SpecPath path) =>
        Value(scalar, key.Shape, path) is { } value ? new JsonObject { [key.Name] = value } : null;

    private JsonObject? Map(SpecMapping mapping, MapShape shape, SpecPath path)
    {
        if (shape.NotEmpty && mapping.Entries.Count == 0)
        {
            Report(SpecCodes.WrongType, mapping, $"{path}: expected at least one entry, found none");
        }

        var json = new JsonObject();
        var before = _errors;
        foreach (var entry in mapping.Entries)
        {
            var errors = _errors;
            if (shape.Keys is { } form) CheckForm(entry, form, path);
            var value = ValueOf(entry, shape.Values, path.To(entry));
            if (_errors == errors) json[entry.Key] = value;
        }

        _errors = before;
        return json;
    }

    private void CheckForm(SpecEntry entry, TextForm form, SpecPath path)
    {
        var rule = TextFormRule.Of(form);
        if (rule.Fits(entry.Key)) return;
        Report(SpecCodes.MalformedName, entry.Line, entry.Column, $"{path}: {Excerpt.Of(entry.Key)} is not {rule.Words}");
    }

    private JsonArray? List(SpecList list, ListShape shape, SpecPath path)
    {
        var before = _errors;
        if (shape.NotEmpty && list.Items.Count == 0) Report(SpecCodes.WrongType, list, $"{path}: expected at least one item, found none");
        var json = new JsonArray();
        foreach (var (index, item) in list.Items.Index())
        {
            json.Add(Value(item, shape.Items, new SpecPath(path, $"[{index}]", item.Line, item.Column)));
        }

        return _errors == before ? json : null;
    }

    private JsonNode? References(SpecList list, SpecPath path)
    {
        if (list.Items.Count == 0)
        {
            Report(SpecCodes.WrongType, list, $"{path}: expected {new ReferencesShape().Expected}, found an empty list");
            return null;
        }

        return List(list, new ListShape(new TextShape([], TextForm.Reference, NotBlank: true), NotEmpty: true), path);
    }

    private JsonValue? Text(SpecScalar scalar, TextShape shape, SpecPath path)
    {
        if (shape.Choices.Count > 0 && !shape.Choices.Contains(scalar.Text))
        {
            var hint = NearestName.Hint(scalar.Text, shape.Choices);
            Report(SpecCodes.NotAChoice, scalar, $"{path}: {Excerpt.Of(scalar.Text)} is not accepted; expected {shape.Expected}", hint);
            return null;
        }

        if (shape.Form is { } form && !TextFormRule.Of(form).Fits(scalar.Text))
        {
            Report(SpecCodes.MalformedName, scalar, $"{path}: {Excerpt.Of(scalar.Text)} is not {shape.Expected}");
            return null;
        }

        if (!shape.NotBlank || !string.IsNullOrWhiteSpace(scalar.Text)) return JsonValue.Create(scalar.Text);
        Report(SpecCodes.WrongType, scalar, $"{path}: expected text, found only white space");
        return null;
    }

    private JsonNode? Number(SpecScalar scalar, NumberShape shape, SpecPath path)
    {
        var number = double.Parse(scalar.Text, CultureInfo.InvariantCulture);
        if (shape.Whole && !int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return WrongType(scalar, shape, path);
        }

        if (!(number < shape.Least || number > shape.Greatest)) return JsonNode.Parse(scalar.Text);
        Report(SpecCodes.OutOfRange, scalar, $"{path}: {scalar.Text} is out of range; expected {shape.Expected}");
        return null;
    }

    private JsonNode? Any(SpecNode node) => node switch
    {
        SpecScalar { Kind: ScalarKind.Text } text => JsonValue.Create(text.Text),
        SpecScalar scalar => JsonNode.Parse(scalar.Text),
        SpecList list => new JsonArray([.. list.Items.Select(Any)]),
        SpecMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Any(entry.Value)))),
        _ => Refused(),
    };

    // Reported when it was read.
    private JsonNode? Refused()
    {
        _errors++;
        return null;
    }

    private JsonNode? WrongType(SpecNode node, SpecShape shape, SpecPath path, string? hint = null)
    {
        Report(SpecCodes.WrongType, node, $"{path}: expected {shape.Expected}, found {node.Description}", hint);
        return null;
    }

    private void ReportUnknown(SpecEntry entry, RecordShape shape, SpecPath? path)
    {
        var names = shape.Keys.Select(key => key.Name).ToList();
        var message = $"unknown key {Excerpt.Of(entry.Key)}{In(path)}; accepted: {Join(names)}";
        Report(SpecCodes.UnknownKey, entry.Line, entry.Column, message, NearestName.Hint(entry.Key, names));
    }

    private static SpecPath To(SpecPath? path, SpecEntry entry) =>
        path?.To(entry) ?? new SpecPath(null, entry.Key, entry.Line, entry.Column);

    private static string In(SpecPath? path) => path is null ? "" : $" in {path}";

    private static string Join(IEnumerable<string> names) => string.Join(", ", names);

    private void Report(DiagnosticCode code, SpecNode at, string message, string? hint = null) =>
        Report(code, at.Line, at.Column, message, hint);

    private void Report(DiagnosticCode code, int line, int column, string message, string? hint = null)
    {
        _errors++;
        diagnostics.Add(code.Error(new SourcePosition(file, line, column), message, hint));
    }
}
