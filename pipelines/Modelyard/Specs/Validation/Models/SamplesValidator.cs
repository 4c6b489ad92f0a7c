using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>The samples are there and match the signature.</summary>
internal sealed class SamplesValidator : ISpecValidator<ModelReview>
{
    private const long LargestFile = 32 << 20;
    private const int MostErrors = 20;

    public IEnumerable<Diagnostic> Validate(ModelReview model)
    {
        if (model.Spec.Tests is not { Samples: var name }) return [];
        var at = model.Source.ValueAt("tests", "samples");
        if (name.Contains('\0') || Path.IsPathRooted(name) || name.Split('/', '\\').Contains(".."))
        {
            return [SpecCodes.SamplesFile.Error(at, $"tests.samples: {Excerpt.Of(name)} leads out of the model's folder")];
        }

        var file = new FileInfo(Path.Combine(model.Root, model.Reading.Folder, name));
        if (!file.Exists)
        {
            return [SpecCodes.SamplesFile.Error(at, $"tests.samples: there is no file {Excerpt.Of(name)} in {model.Reading.Folder}")];
        }

        if (file.Length > LargestFile)
        {
            return [SpecCodes.SamplesFile.Error(at, $"tests.samples: {Excerpt.Of(name)} has {file.Length} bytes; at most {LargestFile} are read")];
        }

        return Check(file, new SourcePosition($"{model.Reading.Folder}/{name}"), model.Signature);
    }

    private static IEnumerable<Diagnostic> Check(FileInfo file, SourcePosition where, SignatureSpec? signature)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(file.FullName), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("instances", out var instances)
                && instances.ValueKind == JsonValueKind.Array
                && instances.GetArrayLength() > 0
                ? signature is null ? [] : CheckInstances(instances, signature, where)
                : [SpecCodes.SamplesFile.Error(where, "expected {\"instances\": [ … ]} with at least one instance")];
        }
        catch (JsonException exception)
        {
            var position = exception.LineNumber is { } line
                ? where with { Line = (int)line + 1, Column = (int)(exception.BytePositionInLine ?? 0) + 1 }
                : where;
            return [SpecCodes.SamplesFile.Error(position, "not JSON")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [SpecCodes.SamplesFile.Error(where, $"the file cannot be read: {exception.Message}")];
        }
    }

    private static List<Diagnostic> CheckInstances(JsonElement instances, SignatureSpec signature, SourcePosition where)
    {
        var problems = instances.EnumerateArray()
            .SelectMany((instance, index) => SampleInstance.Problems(instance, $"instances[{index}]", signature))
            .Take(MostErrors + 1)
            .ToList();
        var shown = problems.Take(MostErrors).Select(problem => SpecCodes.SampleField.Error(where, problem)).ToList();
        if (problems.Count > MostErrors) shown.Add(SpecCodes.SampleField.Error(where, $"only the first {MostErrors} problems are shown"));
        return shown;
    }
}
