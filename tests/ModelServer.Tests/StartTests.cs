using System.Text.Json.Nodes;
using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests;

public sealed class StartTests(TestArtifacts artifacts)
{
    private const string Metadata = "the metadata 'classes' is";

    [Theory]
    [InlineData(
        "input-renamed",
        "input 'photo' is missing, expected uint8 [N,4,4,1]; the graph has 'picture', 'price'",
        "input 'picture' is not a field of the signature; its fields are 'photo', 'price'")]
    [InlineData("input-extra", "input 'colour' is not a field of the signature; its fields are 'photo', 'price'")]
    [InlineData("input-type", "input 'price' is int64 [N], expected float32 [N]")]
    [InlineData("input-shape", "input 'photo' is uint8 [N,4,5,1], expected uint8 [N,4,4,1]")]
    [InlineData(
        "batch-fixed",
        "input 'price' is float32 [1], expected float32 [N]",
        "output 'label' is string [1], expected string [N]",
        "output 'scores' is float32 [1,3], expected float32 [N,3]")]
    [InlineData("label-missing", "output 'label' is missing, expected string [N]; the graph has 'scores'")]
    [InlineData(
        "class-count",
        "output 'scores' is float32 [N,2], expected float32 [N,3]",
        $"{Metadata} 'coat', '靴', expected those of chain.json in their order, 'coat', '靴', 'tie \"silk\"'")]
    [InlineData("classes-missing", $"{Metadata} missing, expected the JSON list of classes")]
    [InlineData(
        "classes-swapped",
        $"{Metadata} 'tie \"silk\"', '靴', 'coat', expected those of chain.json in their order, 'coat', '靴', 'tie \"silk\"'")]
    [InlineData("classes-not-json", $"{Metadata} not a JSON list of strings")]
    [InlineData(
        "two-things",
        "input 'photo' is uint8 [N,4,5,1], expected uint8 [N,4,4,1]",
        "input 'price' is int64 [N], expected float32 [N]")]
    public async Task A_graph_that_does_not_fit_the_signature_is_refused(string misfit, params string[] problems) =>
        await AssertRefusedAsync(
            ServerProcess.Settings(artifacts.Folder($"misfits/{misfit}"), "misfit"),
            [.. problems.Select(problem => $"error YARD6022: model.onnx: {problem}")]);

    [Theory]
    [InlineData("format", "2", "'format' is 2, expected a whole number from 1 to 1")]
    [InlineData("model", "\"coats\"", "'model' is \"coats\", expected \"listing\"")]
    [InlineData("kind", "\"python\"", "'kind' is \"python\", expected \"onnx\" or \"mlnet\"")]
    [InlineData("classes", "[\"a\", \"a\"]", "'classes' is [\"a\",\"a\"], expected a list of different names")]
    [InlineData(
        "signature",
        null,
        "'signature' is missing, expected an object",
        "'signature.instance' is missing, expected an object",
        "'signature.prediction' is missing, expected the fields 'label' and 'scores'")]
    [InlineData("signature.instance", "{}", "'signature.instance' is {}, expected at least one field")]
    [InlineData(
        "signature.prediction",
        "{\"label\":{}}",
        "'signature.prediction' is {\"label\":{}}, expected the fields 'label' and 'scores'")]
    [InlineData(
        "signature.instance.text",
        "{\"type\":\"map\"}",
        "'signature.instance.text.type' is \"map\", expected string, number, integer, boolean, image or vector")]
    [InlineData("signature.instance.photo.width", "0", "'signature.instance.photo.width' is 0, expected a whole number from 1 to 4096")]
    [InlineData(
        "signature.instance.photo.optional",
        "true",
        "'signature.instance.photo.optional' is true, expected false: a tensor can tell a missing string or number, nothing else")]
    public async Task A_chain_that_cannot_be_served_is_refused(string path, string? value, params string[] problems)
    {
        var folder = artifacts.Copy("listing");
        var chain = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "chain.json"), TestContext.Current.CancellationToken))!;
        var names = path.Split('.');
        var holder = names[..^1].Aggregate(chain, (node, name) => node[name]!).AsObject();
        holder.Remove(names[^1]);
        if (value is not null)
        {
            holder.Add(names[^1], JsonNode.Parse(value));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "chain.json"), chain.ToJsonString(), TestContext.Current.CancellationToken);
        await AssertRefusedAsync(
            ServerProcess.Settings(folder, "listing"), [.. problems.Select(problem => $"error YARD6022: chain.json: {problem}")]);
    }

    [Theory]
    [InlineData("model.onnx", null, "model.onnx is missing from the artifact")]
    [InlineData("model.onnx", "", "model.onnx is not a graph that runs: ")]
    [InlineData("model.onnx", "no graph", "model.onnx is not a graph that runs: ")]
    [InlineData("chain.json", null, "chain.json cannot be read as JSON: ")]
    [InlineData("chain.json", "{\"format\": 1,", "chain.json cannot be read as JSON: ")]
    [InlineData("chain.json", "{\"format\": 1, \"format\": 1}", "chain.json cannot be read as JSON: ")]
    [InlineData("chain.json", "[1]", "chain.json is [1], expected a JSON object")]
    public async Task A_broken_file_is_refused(string file, string? text, string problem)
    {
        var folder = artifacts.Copy("listing");
        File.Delete(Path.Combine(folder, file));
        if (text is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), text, TestContext.Current.CancellationToken);
        }

        var serve = ServerProcess.WriteSettings(artifacts, ServerProcess.Settings(folder, "listing").ToJsonString());
        var (exitCode, errors) = await ServerProcess.RunAsync(serve);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"error YARD6022: {problem}", errors, StringComparison.Ordinal);
        Assert.Single(Lines(errors));
    }

    [Fact]
    public async Task A_graph_that_was_cut_off_is_refused()
    {
        var folder = artifacts.Copy("listing");
        var model = Path.Combine(folder, "model.onnx");
        var bytes = await File.ReadAllBytesAsync(model, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(model, bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);
        var (exitCode, errors) = await ServerProcess.RunAsync(
            ServerProcess.WriteSettings(artifacts, ServerProcess.Settings(folder, "listing").ToJsonString()));
        Assert.Equal((1, 1), (exitCode, Lines(errors).Length));
        Assert.StartsWith("error YARD6022: model.onnx is not a graph that runs: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_wrong_setting_is_named()
    {
        var serve = ServerProcess.WriteSettings(artifacts, """
            {"model": "", "version": "dev\u00e9", "artifact": 5, "host": "here", "port": 70000, "workers": 0, "limits": {"instances": "many"}}
            """);
        var (exitCode, errors) = await ServerProcess.RunAsync(serve);
        Assert.Equal(1, exitCode);
        Assert.Equal(
            new[]
            {
                "'model' is \"\", expected a string that is not empty",
                "'version' is \"dev\\u00e9\", expected printable ASCII characters, which a header can carry",
                "'identity' is missing, expected a string that is not empty",
                "'artifact' is 5, expected a string that is not empty",
                "'host' is \"here\", expected an IP address",
                "'port' is 70000, expected a whole number from 0 to 65535",
                "'workers' is 0, expected a whole number from 1 to 256",
                "'limits.instances' is \"many\", expected a whole number from 1 to 1000000",
            }.Select(problem => $"error YARD6021: {serve}: {problem}"),
            Lines(errors));
    }

    [Fact]
    public async Task Settings_must_be_named_and_be_JSON()
    {
        Assert.Equal(
            (1, "error YARD6021: YARD_SERVE is not set; it must name a JSON file as docs/architecture.md, section 6, shows it\n"),
            await ServerProcess.RunAsync(null));
        var (exitCode, errors) = await ServerProcess.RunAsync("/nowhere/serve.json");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("error YARD6021: /nowhere/serve.json cannot be read as JSON: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var server = await artifacts.Fixtures.Get("listing");
        var settings = ServerProcess.Settings(artifacts.Folder("listing"), "listing");
        settings["port"] = server.Port;
        var (exitCode, errors) = await ServerProcess.RunAsync(ServerProcess.WriteSettings(artifacts, settings.ToJsonString()));
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"error YARD6021: cannot listen on 127.0.0.1:{server.Port}: ", errors, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(JsonObject settings, string[] lines)
    {
        var (exitCode, errors) = await ServerProcess.RunAsync(ServerProcess.WriteSettings(artifacts, settings.ToJsonString()));
        Assert.Equal(lines, Lines(errors));
        Assert.Equal(1, exitCode);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
