using System.Text.Json.Nodes;
using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Specs.Reading;
using Modelyard.Specs.Schemas;
using Modelyard.Specs.Yaml;

namespace Modelyard.Tests.Specs;

/// <summary>An editor with the schema and the reader say yes and no to the same files.</summary>
public sealed class SchemaAgreementTests
{
    // What only the reader knows: YAML's own rules, the upper bound of durations, and all that needs a second file.
    private static readonly string[] Structural =
        [SpecCodes.UnknownKey.Id, SpecCodes.MissingKey.Id, SpecCodes.WrongType.Id, SpecCodes.NotAChoice.Id, SpecCodes.OutOfRange.Id, SpecCodes.MalformedName.Id];

    public static TheoryData<string> Files => new(Directory.EnumerateFiles(TestRepository.Cases, "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(TestRepository.Cases, file))
        .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Schema_and_reader_agree(string file)
    {
        var path = Path.Combine(TestRepository.Cases, file);
        var diagnostics = new List<Diagnostic>();
        var node = YamlFile.Read(path, file, diagnostics);
        if (node is null || diagnostics.Count > 0) return;

        Read(file, node, diagnostics);
        if (diagnostics.Exists(diagnostic => diagnostic.Message.Contains("'1000h'", StringComparison.Ordinal))) return;
        var refused = diagnostics.Exists(diagnostic => Structural.Contains(diagnostic.Code.Id));
        Assert.Equal(!refused, Schema(file).Accepts(Json(node)));
    }

    private static void Read(string file, SpecNode node, List<Diagnostic> diagnostics)
    {
        if (file.EndsWith("model.yaml", StringComparison.Ordinal)) SpecFileReader.Read<ModelSpec>(node, "", file, diagnostics);
        else if (file.EndsWith("component.yaml", StringComparison.Ordinal)) SpecFileReader.Read<ComponentSpec>(node, "", file, diagnostics);
        else if (file.EndsWith("runtime.yaml", StringComparison.Ordinal)) SpecFileReader.Read<RuntimeSpec>(node, "", file, diagnostics);
        else if (file.EndsWith("environments.yaml", StringComparison.Ordinal))
        {
            SpecFileReader.Read<EnvironmentsSpec>(node, "", file, diagnostics);
        }
        else if (file.EndsWith(LedgerSpec.File, StringComparison.Ordinal)) SpecFileReader.Read<LedgerSpec>(node, "", file, diagnostics);
        else SpecFileReader.Read<ReleaseSpec>(node, "", file, diagnostics);
    }

    private static JsonSchemaSubset Schema(string file)
    {
        var kind = Path.GetFileNameWithoutExtension(file) is "model" or "component" or "runtime" or "environments" or "versions"
            ? Path.GetFileNameWithoutExtension(file)
            : "release";
        var json = SpecSchemas.All().Single(schema => schema.Path.EndsWith($"/{kind}.schema.json", StringComparison.Ordinal)).Json;
        return new JsonSchemaSubset(JsonNode.Parse(json)!.AsObject());
    }

    private static JsonNode? Json(SpecNode node) => node switch
    {
        SpecMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Json(entry.Value)))),
        SpecList list => new JsonArray([.. list.Items.Select(Json)]),
        SpecScalar { Kind: ScalarKind.Text } text => text.Text,
        SpecScalar other => JsonNode.Parse(other.Text),
        _ => throw new InvalidOperationException("refused nodes are not compared"),
    };
}
