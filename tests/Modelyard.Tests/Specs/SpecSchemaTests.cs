using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Modelyard.Specs.Schemas;

namespace Modelyard.Tests.Specs;

public sealed class SpecSchemaTests
{
    public static TheoryData<string> Paths => new(SpecSchemas.All().Select(schema => schema.Path));

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_committed_schema_is_the_one_that_the_records_give(string path)
    {
        var generated = SpecSchemas.All().Single(schema => schema.Path == path).Json;
        var committed = Path.Combine(SourceRepository.Root, path);
        if (Environment.GetEnvironmentVariable(TestModelTests.Write) == "1") File.WriteAllText(committed, generated);

        Assert.True(
            File.Exists(committed) && File.ReadAllText(committed) == generated,
            $"{path} differs from the records in pipelines/Modelyard/Specs/; write it anew with {TestModelTests.Write}=1 dotnet run --project tests/Modelyard.Tests -- -class '*SpecSchemaTests', and commit it");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_key_is_described_and_no_other_is_accepted(string path)
    {
        foreach (var (name, record) in Records(path))
        {
            Assert.False(record["additionalProperties"]!.GetValue<bool>());
            foreach (var (key, value) in record["properties"]!.AsObject())
            {
                Assert.True(value!["description"] is not null, $"{name}.{key} has no summary");
            }
        }
    }

    [Fact]
    public void The_first_line_of_every_spec_names_its_schema()
    {
        string[] specs = ["model.yaml", "component.yaml", "runtime.yaml", "environments.yaml", "local.yaml"];
        var files = new[] { "models", "pipelines" }
            .SelectMany(
                folder => Directory.EnumerateFiles(Path.Combine(SourceRepository.Root, folder), "*.yaml", SearchOption.AllDirectories))
            .Where(
                file => specs.Contains(Path.GetFileName(file))
                    && !file.Contains("/bin/", StringComparison.Ordinal)
                    && !file.Contains("/obj/", StringComparison.Ordinal)
                    // A template's paths are right where `yard new` puts it.
                    && !file.Contains("/Specs/Templates/", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var line = File.ReadLines(file).First();
            var schema = Regex.Match(line, @"^# yaml-language-server: \$schema=(.+)$").Groups[1].Value;
            Assert.True(
                schema.Length > 0 && File.Exists(Path.Combine(Path.GetDirectoryName(file)!, schema)),
                $"{file}: the first line names no schema: {line}");
        });
    }

    private static IEnumerable<(string Name, JsonObject Record)> Records(string path)
    {
        var schema = JsonNode.Parse(SpecSchemas.All().Single(one => one.Path == path).Json)!.AsObject();
        var definitions = schema["$defs"]?.AsObject().Select(definition => (definition.Key, definition.Value!.AsObject())) ?? [];
        return definitions
            .Select(definition => (definition.Key, definition.Item2["anyOf"]?.AsArray()[1]!.AsObject() ?? definition.Item2))
            .Prepend((path, schema));
    }
}
