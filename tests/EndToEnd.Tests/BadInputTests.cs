namespace Modelyard.EndToEnd.Tests;

/// <summary>Whatever a client sends, it is told what is wrong, and the servers go on.</summary>
[Collection(typeof(Live))]
public sealed class BadInputTests(LivePlatform live)
{
    public static TheoryData<string, string, string> Bodies
    {
        get
        {
            var bodies = new TheoryData<string, string, string>();
            foreach (var model in new[] { "item-category", "item-photo", "listing-category" })
            {
                bodies.Add(model, "", "YARD6001");
                bodies.Add(model, "hello", "YARD6001");
                bodies.Add(model, "{\"instances\": [{\"photo\": NaN}]}", "YARD6001");
                bodies.Add(model, new string('[', 100_000), "YARD6001");
                bodies.Add(model, "\xFF\xFE", "YARD6001");
                bodies.Add(model, "[]", "YARD6002");
                bodies.Add(model, "{}", "YARD6002");
                bodies.Add(model, "{\"instances\": []}", "YARD6002");
                bodies.Add(model, "{\"instances\": 7}", "YARD6002");
                bodies.Add(model, $"{{\"instances\": [{string.Join(',', Enumerable.Repeat("{}", 5000))}]}}", "YARD6003");
                bodies.Add(model, "{\"instances\": [{}]}", "YARD6004");
                bodies.Add(model, "{\"instances\": [null]}", "YARD6006");
            }

            bodies.Add("item-photo", "{\"instances\": [{\"photos\": []}]}", "YARD600[45]");
            bodies.Add("item-photo", "{\"instances\": [{\"photo\": \"a cat\"}]}", "YARD6006");
            bodies.Add("item-photo", "{\"instances\": [{\"photo\": [[1, 2], [3, 4]]}]}", "YARD6007");
            bodies.Add("item-photo", "{\"instances\": [{\"photo\": {\"b64\": \"AAAA\"}}]}", "YARD6009");
            bodies.Add("item-photo", "{\"instances\": [{\"photo\": {\"b64\": \"not base64!\"}}]}", "YARD6009");
            bodies.Add("listing-category", "{\"instances\": [{\"name\": 1, \"summary\": \"\", \"description\": \"\", \"icon\": []}]}", "YARD600[67]");
            return bodies;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_a_400_from_every_arm(string model, string body, string code)
    {
        foreach (var arm in model == "item-photo" ? new[] { "a", "b" } : ["a"])
        {
            var reply = await live.SendAsync(HttpMethod.Post, $"v1/models/{model}:predict", body, ("x-yard-version", arm));
            Assert.True(reply.Status == 400, $"arm {arm}: {reply.Status} {reply.Body}");
            Assert.Matches($"^{code}$", reply.Json["error"]!["code"]!.GetValue<string>());
            Assert.NotEmpty(reply.Json["error"]!["message"]!.GetValue<string>());
        }

        Assert.Equal(200, (await live.PredictAsync(model, live.Samples(model)[0]!)).Status);
    }

    [Fact]
    public async Task Unknown_models_paths_and_methods_are_named()
    {
        var model = await live.PredictAsync("item-foto", live.Samples("item-photo")[0]!);
        Assert.Equal(404, model.Status);
        Assert.Contains("item-photo", model.Json["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(404, (await live.SendAsync(HttpMethod.Get, "v2/models")).Status);
        Assert.Equal(405, (await live.SendAsync(HttpMethod.Put, "v1/models/item-photo:predict", "{}")).Status);
    }
}
