using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Modelyard.Dashboard.Tests.Stages;

namespace Modelyard.Dashboard.Tests;

/// <summary>What the try-it box sends for each type of field, and how it shows each kind of answer. The answers are given by the test.</summary>
public sealed class TryItTests(ThousandModels models, Chromium chromium)
{
    // 2 × 2 pixels: red, green, blue and white.
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR4nGP4z8DwHwyBNBgAAEnICff5q7YNAAAAAElFTkSuQmCC";

    [Theory]
    [InlineData("model-0000", 1)]
    [InlineData("model-0001", 4)]
    public async Task A_picture_is_drawn_and_scaled_to_the_signature(string model, int channels)
    {
        await using var window = await chromium.OpenAsync(models.Address, height: 1200);
        await window.GoAsync($"/models/{model}");
        var sent = await AnswerAsync(window, """{"label":"x","scores":{"x":0.75,"y":0.25}}""");
        var pad = (await window[".photo > canvas"].BoundingBoxAsync())!;
        await window.Page.Mouse.MoveAsync(pad.X + 4, pad.Y + (pad.Height * 9 / 16));
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(pad.X + pad.Width - 4, pad.Y + (pad.Height * 9 / 16), new() { Steps = 8 });
        await window.Page.Mouse.UpAsync();
        await window.Page.GetByLabel("size").FillAsync("1.5");
        await window.Page.GetByLabel("title").FillAsync("a “title”\nof two lines");
        await window.Page.GetByLabel("new", new() { Exact = false }).CheckAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Assertions.Expect(window["#answer strong"]).ToHaveTextAsync("x");
        Assert.Equal(["x0.75", "y0.25"], await window["#answer tr"].AllTextContentsAsync());

        var instance = (await sent)["instances"]![0]!;
        Assert.Equal((1.5, true, "a “title”\nof two lines"), ((double)instance["size"]!, (bool)instance["new"]!, (string)instance["title"]!));
        var rows = instance["photo"]!.AsArray();
        Assert.Equal((8, 8), (rows.Count, rows[0]!.AsArray().Count));
        var (line, corner) = (rows[4]![4]!, rows[0]![0]!);
        if (channels == 1)
        {
            Assert.Equal(0, (int)corner);
            Assert.True((int)line > 100, $"{line}");
        }
        else
        {
            Assert.Equal("[0,0,0,0]", corner.ToJsonString());
            Assert.True((int)line[3]! > 100, $"{line}");
        }

        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_picture_can_be_a_file()
    {
        await using var window = await chromium.OpenAsync(models.Address, height: 1200);
        await window.GoAsync("/models/model-0001");
        var sent = await AnswerAsync(window, """{"value":12.3456789}""");
        await window["input[type=file]"].SetInputFilesAsync(new FilePayload { Name = "p.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Picture) });
        await window.Page.GetByLabel("size").FillAsync("2");
        await window.Page.WaitForFunctionAsync("document.querySelector('.seen').getContext('2d').getImageData(0, 0, 1, 1).data[3] === 255");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Assertions.Expect(window["#answer strong"]).ToHaveTextAsync("12.345679");
        Assert.Equal("[255,0,0,255]", (await sent)["instances"]![0]!["photo"]![0]![0]!.ToJsonString());
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Neighbours_are_a_list_nearest_first()
    {
        await using var window = await chromium.OpenAsync(models.Address, height: 1200);
        await window.GoAsync("/models/model-0002");
        await AnswerAsync(window, """{"neighbours":[{"id":"<b>17","distance":0.12},{"id":"4","distance":1.5}]}""");
        await window.Page.GetByLabel("size").FillAsync("2");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Assertions.Expect(window["#answer li"]).ToHaveTextAsync(["<b>17 distance 0.12", "4 distance 1.5"]);
        Assert.Empty(window.Complaints);
    }

    private static async Task<Task<JsonNode>> AnswerAsync(Window window, string prediction)
    {
        var sent = new TaskCompletionSource<JsonNode>();
        await window.Page.RouteAsync("**/v1/models/*:predict", route =>
        {
            sent.TrySetResult(JsonNode.Parse(route.Request.PostData!)!);
            return route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""{"predictions":[{{prediction}}]}""" });
        });
        return sent.Task;
    }
}
