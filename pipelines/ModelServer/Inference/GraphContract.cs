using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Modelyard.ModelServer.Artifacts;

namespace Modelyard.ModelServer.Inference;

/// <summary>Whether a graph takes what the signature promises and gives what an answer needs.</summary>
internal static class GraphContract
{
    /// <summary>Names every input, output and list of classes that differs from the chain's; empty where all fit.</summary>
    public static IEnumerable<string> Differences(InferenceSession session, Chain chain)
    {
        foreach (var field in chain.Fields)
        {
            yield return Difference("input", field.Name, session.InputMetadata, field.Element, field.Dimensions);
        }

        var fields = chain.Fields.Select(field => field.Name).ToList();
        foreach (var name in session.InputNames.Except(fields))
        {
            yield return $"input '{name}' is not a field of the signature; its fields are {Quoted(fields)}";
        }

        yield return Difference("output", OnnxModel.Label, session.OutputMetadata, TensorElementType.String, []);
        yield return Difference("output", OnnxModel.Scores, session.OutputMetadata, TensorElementType.Float, [chain.Classes.Count]);
        yield return ClassDifference(session.ModelMetadata.CustomMetadataMap.GetValueOrDefault("classes"), chain.Classes);
    }

    private static string Difference(
        string side,
        string name,
        IReadOnlyDictionary<string, NodeMetadata> values,
        TensorElementType element,
        IReadOnlyList<int> dimensions)
    {
        var expected = $"{Word(element)} [{string.Join(',', dimensions.Select(size => size.ToString()).Prepend("N"))}]";
        if (!values.TryGetValue(name, out var found))
        {
            return $"{side} '{name}' is missing, expected {expected}; the graph has {Quoted(values.Keys)}";
        }

        if (!found.IsTensor)
        {
            return $"{side} '{name}' is a {found.OnnxValueType}, expected {expected}";
        }

        // -1 is a dimension that the graph leaves open; the run itself then decides.
        var fits = found.ElementDataType == element
            && found.Dimensions.Length == dimensions.Count + 1
            && found.Dimensions[0] == -1
            && found.Dimensions.Skip(1).Zip(dimensions).All(pair => pair.First == -1 || pair.First == pair.Second);
        var shape = string.Join(',', found.Dimensions.Select((size, axis) => size != -1 ? size.ToString() : axis == 0 ? "N" : "?"));
        return fits ? "" : $"{side} '{name}' is {Word(found.ElementDataType)} [{shape}], expected {expected}";
    }

    private static string ClassDifference(string? metadata, IReadOnlyList<string> classes)
    {
        if (metadata is null)
        {
            return "the metadata 'classes' is missing, expected the JSON list of classes";
        }

        try
        {
            using var document = JsonDocument.Parse(metadata);
            var found = document.RootElement.EnumerateArray().Select(name => name.GetString()!).ToList();
            return found.SequenceEqual(classes)
                ? ""
                : $"the metadata 'classes' is {Quoted(found)}, expected those of chain.json in their order, {Quoted(classes)}";
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return "the metadata 'classes' is not a JSON list of strings";
        }
    }

    private static string Word(TensorElementType element) =>
        element == TensorElementType.Float ? "float32" : element.ToString().ToLowerInvariant();

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
