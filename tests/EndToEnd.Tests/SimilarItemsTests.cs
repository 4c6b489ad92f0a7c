using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Modelyard.EndToEnd.Tests;

/// <summary>The model that answers neighbours, through the gateway.</summary>
[Collection(typeof(Live))]
public sealed partial class SimilarItemsTests(LivePlatform live)
{
    private const string Model = "similar-items";

    [Fact]
    public async Task It_is_asked_by_photo_by_vector_and_by_id()
    {
        var photo = await NeighboursAsync(live.Samples(Model)[0]!);
        Assert.Equal(10, photo.Count);
        Assert.Equal(photo.Select(item => item.Distance).Order(), photo.Select(item => item.Distance));

        // The photo of an item finds the item itself, and by its id the item finds all others that the photo found.
        var nearest = photo[0].Id;
        var byId = await NeighboursAsync(new JsonObject { ["id"] = nearest, ["k"] = 100 });
        Assert.Equal(100, byId.Count);
        Assert.DoesNotContain(nearest, byId.Select(item => item.Id));

        var vector = live.Samples(Model).First(sample => sample!["vector"] is not null)!.DeepClone();
        vector["k"] = 1;
        Assert.Single(await NeighboursAsync(vector));
    }

    [Theory]
    [InlineData("""{}""", "YARD6012", "instances[0]: expected exactly one of 'photo', 'vector', 'id', found none")]
    [InlineData("""{"id": "1", "vector": [1]}""", "YARD6007", "instances[0].vector: expected an array of 64 numbers, found an array of 1; instances[0]: expected exactly one of 'photo', 'vector', 'id', found 'vector', 'id'")]
    [InlineData("""{"id": "60000"}""", "YARD6014", "instances[0].id: expected the id of one of the 60000 items of the index, found '60000'")]
    [InlineData("""{"id": "1", "k": 101}""", "YARD6013", "instances[0].k: expected an integer from 1 to 100, found the number 101")]
    public async Task A_query_that_cannot_be_answered_is_a_400(string instance, string code, string message)
    {
        var reply = await live.PredictAsync(Model, JsonNode.Parse(instance)!);

        Assert.Equal((400, code, message), (reply.Status, reply.Json["error"]!["code"]!.GetValue<string>(), reply.Json["error"]!["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Predict_tells_the_nearest_in_a_line() => Assert.Matches(
        @"^\d+ \d+(\.\d+)?, (\d+ \d+(\.\d+)?, ){4}… \(10\)\n",
        (await live.Clone.YardAsync("predict", Model, $"models/{Model}/samples.json")).Ended(0).Out);

    [Fact]
    public async Task Its_workers_share_the_index_from_its_file()
    {
        for (var number = 0; number < 40; number++) await NeighboursAsync(new JsonObject { ["id"] = $"{number * 1500}" });

        var maps = Directory.EnumerateDirectories("/proc").Select(IndexMaps).OfType<string>().ToList();

        Assert.True(maps.Count >= 3, $"{maps.Count} processes map the index");
        Assert.All(maps, map => Assert.Equal((0, 0), (Kilobytes(map, "Private_Dirty"), Kilobytes(map, "Anonymous"))));
        Assert.InRange(maps.Sum(map => Kilobytes(map, "Pss")), 1, 1.1 * maps.Max(map => Kilobytes(map, "Size")));
    }

    private async Task<IReadOnlyList<(string Id, double Distance)>> NeighboursAsync(JsonNode instance)
    {
        var reply = await live.PredictAsync(Model, instance);
        Assert.True(reply.Status == 200, reply.Body);
        return [.. reply.Json["predictions"]![0]!["neighbours"]!.AsArray().Select(item => (item!["id"]!.GetValue<string>(), item["distance"]!.GetValue<double>()))];
    }

    // What /proc says of the index in the address space of a process of this clone's servers; null where there is none.
    private string? IndexMaps(string process)
    {
        try
        {
            return Area().Split(File.ReadAllText(Path.Combine(process, "smaps")))
                .FirstOrDefault(area => area.Contains("/index.faiss", StringComparison.Ordinal) && area.Contains(live.Clone.Root, StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // No process, or one that ended meanwhile.
        }
    }

    private static int Kilobytes(string area, string figure) =>
        int.Parse(Regex.Match(area, $@"(?m)^{figure}:\s+(\d+) kB").Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )")]
    private static partial Regex Area();
}
