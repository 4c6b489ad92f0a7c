using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.EndToEnd.Tests;

[Collection(typeof(Live))]
public sealed class PredictionTests(LivePlatform live)
{
    [Fact]
    public async Task The_gateway_is_healthy_and_lists_its_models()
    {
        Assert.Equal(200, (await live.SendAsync(HttpMethod.Get, "healthz")).Status);
        var models = (await live.SendAsync(HttpMethod.Get, "v1/models")).Json["models"]!.AsArray();
        Assert.Equal(["item-category", "item-photo", "listing-category", "similar-items"], models.Select(model => model!["model"]!.GetValue<string>()).Order());
        Assert.All(models.SelectMany(model => model!["arms"]!.AsArray()), arm => Assert.True(arm!["ready"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task A_picture_is_the_same_as_numbers_and_as_png(string arm)
    {
        var rows = live.Samples("item-photo").First(sample => sample!["photo"] is JsonArray)!["photo"]!.AsArray();
        var pixels = rows.SelectMany(row => row!.AsArray()).Select(pixel => (byte)pixel!.GetValue<int>()).ToArray();
        var png = Convert.ToBase64String(PlainPng.Write(pixels, 28, 28, 1));

        var numbers = await live.PredictAsync("item-photo", new JsonObject { ["photo"] = rows.DeepClone() }, ("x-yard-version", arm));
        var picture = await live.PredictAsync("item-photo", new JsonObject { ["photo"] = new JsonObject { ["b64"] = png } }, ("x-yard-version", arm));
        Assert.Equal((200, arm), (numbers.Status, numbers.Arm));
        Assert.Equal(numbers.Json.ToJsonString(), picture.Json.ToJsonString());
        Assert.Equal(["Ankle boot"], numbers.Labels);
    }

    [Fact]
    public async Task A_raw_listing_in_Japanese_is_answered()
    {
        var listing = live.Samples("listing-category").First(sample => sample!["name"]!.GetValue<string>().Any(letter => letter >= 'ぁ'))!.DeepClone();
        var reply = await live.PredictAsync("listing-category", listing);
        Assert.Equal(["Education"], reply.Labels);
        Assert.Equal(1, reply.Json["predictions"]![0]!["scores"]!.AsObject().Sum(score => score.Value!.GetValue<double>()), 3);

        // Half-width and full-width forms are one text after NFKC.
        listing["name"] = "ＧＮＯＭＥ　" + listing["name"];
        var wide = await live.PredictAsync("listing-category", listing);
        listing["name"] = listing["name"]!.GetValue<string>().Normalize(System.Text.NormalizationForm.FormKC);
        Assert.Equal((await live.PredictAsync("listing-category", listing)).Body, wide.Body);
    }

    [Fact]
    public async Task An_arm_a_version_or_an_identity_can_be_asked_by_name()
    {
        var arms = (await live.SendAsync(HttpMethod.Get, "v1/models")).Json["models"]!.AsArray().Single(model => model!["model"]!.GetValue<string>() == "item-photo")!["arms"]!.AsArray();
        var sample = live.Samples("item-photo")[0]!;
        foreach (var arm in arms)
        {
            var version = arm!["version"]!.GetValue<string>();
            foreach (var name in new[] { arm["arm"]!.GetValue<string>(), version, arm["identity"]!.GetValue<string>() })
            {
                var reply = await live.PredictAsync("item-photo", sample, ("x-yard-version", name));
                Assert.Equal((200, version), (reply.Status, reply.Version));
            }
        }

        var unknown = await live.PredictAsync("item-photo", sample, ("x-yard-version", "dev999"));
        Assert.Equal(404, unknown.Status);
        Assert.Contains("live are a (", unknown.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_has_a_prediction_id_of_its_version()
    {
        var seen = new HashSet<string>();
        foreach (var (model, sample) in new[] { "item-category", "item-photo", "listing-category" }.SelectMany(model => live.Samples(model).Select(sample => (model, sample!))))
        {
            var reply = await live.PredictAsync(model, sample);
            Assert.Equal(200, reply.Status);
            var id = reply.Header("x-yard-prediction")!;
            Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}-[0-9a-f]{12}$", id);
            Assert.True(seen.Add(id), id);
            var shown = (await live.Clone.YardAsync("show", $"{model}@{reply.Version}", "--json")).Ended(0).Json;
            Assert.StartsWith($"sha256:{id[27..]}", shown.GetProperty("version").GetProperty("identity").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Requests_are_counted_by_model_version_and_arm()
    {
        var reply = await live.PredictAsync("item-photo", live.Samples("item-photo")[0]!, ("x-yard-version", "b"));
        var metrics = (await live.SendAsync(HttpMethod.Get, "metrics")).Body;
        Assert.Matches($"modelyard_gateway_requests_total{{model=\"item-photo\",version=\"{reply.Version}\",arm=\"b\",code=\"200\",fallback=\"false\"}} [1-9]", metrics);
        Assert.Matches($"modelyard_gateway_request_seconds_count{{model=\"item-photo\",version=\"{reply.Version}\",arm=\"b\",fallback=\"false\"}} [1-9]", metrics);
    }

    [Fact]
    public async Task Status_and_predict_find_the_platform()
    {
        var status = (await live.Clone.YardAsync("status", "--json")).Ended(0).Json;
        Assert.True(status.GetProperty("healthy").GetBoolean());
        Assert.Contains("every arm is ready", (await live.Clone.YardAsync("status")).Ended(0).Out, StringComparison.Ordinal);

        var predicted = (await live.Clone.YardAsync("predict", "item-photo@b", "models/item-photo/samples.json", "--json")).Ended(0).Json;
        Assert.Equal("b", predicted.GetProperty("arm").GetString());
        Assert.Equal(6, predicted.GetProperty("predictions").GetArrayLength());
        Assert.StartsWith("Ankle boot  (Ankle boot ", (await live.Clone.YardAsync("predict", "item-photo", "models/item-photo/samples.json")).Ended(0).Out, StringComparison.Ordinal);
    }
}
