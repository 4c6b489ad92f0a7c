using System.Text.Json;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Artifacts;

/// <summary>What a version's <c>chain.json</c> says: what answers, the fields of an instance, and the classes, in the order of the scores.</summary>
/// <param name="Kind"><see cref="Onnx"/> or <see cref="Mlnet"/>.</param>
/// <param name="Signature">As the file has it; repeated to whoever asks for metadata.</param>
internal sealed record Chain(string Kind, IReadOnlyList<Field> Fields, IReadOnlyList<string> Classes, JsonElement Signature)
{
    /// <summary>One graph, computed by ONNX Runtime.</summary>
    public const string Onnx = "onnx";

    /// <summary>One model that ML.NET saved.</summary>
    public const string Mlnet = "mlnet";

    private const string FileName = "chain.json";

    /// <summary>Throws <see cref="StartFailure"/> that names every problem of the file.</summary>
    public static Chain Read(ServeSettings settings)
    {
        var file = JsonFields.Read(Path.Combine(settings.Artifact, FileName), FileName, StartFailure.ArtifactUnusable);
        file.Whole("format", 1, 1);
        Expect(file, "model", settings.Model);
        var kind = file.Text("kind");
        if (kind.Length > 0 && kind is not (Onnx or Mlnet)) file.RefuseValue("kind", $"\"{Onnx}\" or \"{Mlnet}\"");
        var signature = file.Object("signature");
        var instance = signature.Object("instance");
        var fields = instance.Names().Select(name => Field.Read(instance, name)).ToList();
        if (fields.Count == 0 && file.Problems.Count == 0)
        {
            signature.RefuseValue("instance", "at least one field");
        }

        var prediction = signature.Object("prediction", optional: true).Names().Order(StringComparer.Ordinal).ToList();
        if (!prediction.SequenceEqual([OnnxModel.Label, OnnxModel.Scores]))
        {
            signature.RefuseValue("prediction", $"the fields '{OnnxModel.Label}' and '{OnnxModel.Scores}'");
        }

        var chain = new Chain(kind, fields, ReadClasses(file), signature.Element);
        return file.Problems.Count == 0 ? chain : throw new StartFailure(StartFailure.ArtifactUnusable, file.Problems);
    }

    private static void Expect(JsonFields file, string name, string expected)
    {
        if (file.Text(name) is { Length: > 0 } found && found != expected)
        {
            file.RefuseValue(name, $"\"{expected}\"");
        }
    }

    private static List<string> ReadClasses(JsonFields file)
    {
        if (file.Member("classes") is { ValueKind: JsonValueKind.Array } array)
        {
            var names = array.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()! : "").ToList();
            if (names.Count > 0 && names.All(name => name.Length > 0) && names.Distinct().Count() == names.Count)
            {
                return names;
            }
        }

        file.RefuseValue("classes", "a list of different names");
        return [];
    }
}
