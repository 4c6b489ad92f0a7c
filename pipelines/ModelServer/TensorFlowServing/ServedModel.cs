using System.Globalization;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Instances.Tensors;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary>The one model, version and signature that this server has, as TensorFlow Serving would name them.</summary>
internal sealed class ServedModel(ServeSettings settings, Chain chain)
{
    /// <summary>The signature that is meant where none is named.</summary>
    public const string Signature = "serving_default";

    /// <summary>The field of metadata that there is.</summary>
    public const string SignatureField = "signature_def";

    private const string Method = "tensorflow/serving/predict";
    private const int IdentityDigits = 12;

    public string Name => settings.Model;

    /// <summary>
    /// TensorFlow Serving numbers versions: the digits of <c>v7</c> or <c>dev3</c>; of a version with another name the first twelve of its identity, as a number.
    /// </summary>
    public long Version { get; } = NumberOf(settings);

    /// <summary>Names what answered.</summary>
    public ModelSpec Spec => new() { Name = settings.Model, Version = Version, SignatureName = Signature };

    /// <summary>What the signature takes and gives.</summary>
    public SignatureDef SignatureDef { get; } = SignatureOf(chain);

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; } = [OnnxModel.Label, OnnxModel.Scores];

    /// <summary>Throws <see cref="RequestRefused"/> where another model, version or signature is asked for.</summary>
    public void Expect(ModelSpec? asked)
    {
        if (asked is null || asked.Name.Length == 0)
        {
            throw new RequestRefused(Problem.WrongType, $"model_spec.name: expected '{Name}', found nothing");
        }

        Expect("model_spec.name", Name, asked.Name);
        switch (asked.VersionChoiceCase)
        {
            case ModelSpec.VersionChoiceOneofCase.Version:
                Expect("model_spec.version", Version.ToString(CultureInfo.InvariantCulture), asked.Version?.ToString(CultureInfo.InvariantCulture) ?? "");
                break;
            case ModelSpec.VersionChoiceOneofCase.VersionLabel:
                Expect("model_spec.version_label", settings.Version, asked.VersionLabel);
                break;
        }

        ExpectSignature("model_spec.signature_name", asked.SignatureName);
    }

    /// <summary>Throws <see cref="RequestRefused"/> where it is another signature; an empty name stands for the default.</summary>
    public static void ExpectSignature(string place, string asked) => Expect(place, Signature, asked.Length == 0 ? Signature : asked);

    /// <summary>Whether a version's label is this version's: its name.</summary>
    public bool IsLabel(string label) => label == settings.Version;

    private static void Expect(string place, string known, string asked)
    {
        if (asked != known)
        {
            throw new RequestRefused(Problem.NotFound, $"{place}: expected '{known}', which is all that this server has, found '{Words.Shorten(asked)}'");
        }
    }

    private static long NumberOf(ServeSettings settings)
    {
        var digits = settings.Version.StartsWith("dev", StringComparison.Ordinal) ? settings.Version[3..] : settings.Version.StartsWith('v') ? settings.Version[1..] : "";
        if (digits.All(char.IsAsciiDigit) && long.TryParse(digits, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var hex = settings.Identity[(settings.Identity.IndexOf(':') + 1)..];
        return long.TryParse(hex.AsSpan(0, Math.Min(hex.Length, IdentityDigits)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) ? number : 1;
    }

    private static SignatureDef SignatureOf(Chain chain)
    {
        var signature = new SignatureDef { MethodName = Method };
        foreach (var field in chain.Fields)
        {
            signature.Inputs.Add(field.Name, Info(field.Name, TensorShapes.TypeOf(field), field.Dimensions));
        }

        signature.Outputs.Add(OnnxModel.Label, Info(OnnxModel.Label, DataType.DtString, []));
        signature.Outputs.Add(OnnxModel.Scores, Info(OnnxModel.Scores, DataType.DtFloat, [chain.Classes.Count]));
        return signature;
    }

    private static TensorInfo Info(string name, DataType type, IEnumerable<int> dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(dimensions.Prepend(-1).Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        // Tensors of a graph are named by what makes them and the number of its output.
        return new TensorInfo { Name = $"{name}:0", Dtype = type, TensorShape = shape };
    }
}
