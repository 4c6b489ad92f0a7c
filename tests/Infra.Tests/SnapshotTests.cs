using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Infra.Tests.Recording;

namespace Modelyard.Infra.Tests;

/// <summary>All that the stack `local` declares, for reviewers: a change of the platform is a difference of this file. `YARD_WRITE=1` writes it anew.</summary>
public sealed class SnapshotTests
{
    private const string File = "tests/Infra.Tests/Snapshots/local.json";
    private const int LongText = 400;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_local_stack_is_as_it_was_reviewed()
    {
        var program = await RecordedProgram.PlatformAsync("local");
        var snapshot = new JsonArray([.. program.Resources.Where(one => !one.Type.StartsWith("modelyard:", StringComparison.Ordinal)).Select(Written)]).ToJsonString(Indented) + "\n";
        var path = Path.Combine(RecordedProgram.Repository.Root, File);
        if (Environment.GetEnvironmentVariable("YARD_WRITE") == "1") await System.IO.File.WriteAllTextAsync(path, snapshot, TestContext.Current.CancellationToken);

        Assert.Equal(await System.IO.File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), snapshot);
    }

    private static JsonNode Written(RecordedResource resource) => new JsonObject
    {
        ["type"] = resource.Type,
        ["name"] = resource.Name,
        ["parent"] = resource.Options.Parent,
        ["protected"] = resource.Options.IsProtected,
        ["after"] = new JsonArray([.. resource.Options.After.Select(name => (JsonNode)name)]),
        ["inputs"] = Short(resource.Inputs),
    };

    // Sorted, and without what stands in a file of its own.
    private static JsonNode Short(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Short(member.Value!)))),
        JsonArray items => new JsonArray([.. items.Select(item => Short(item!))]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length > LongText => "(a text of its own file)",
        _ => node.DeepClone(),
    };
}
