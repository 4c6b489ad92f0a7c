using Microsoft.Playwright;
using Modelyard.Dashboard.Tests.Stages;
using Modelyard.Tests.Processes;

namespace Modelyard.Dashboard.Tests;

/// <summary>
/// The pictures of the documentation. With YARD_WRITE=1 they are taken anew, of the `up` whose address YARD_LIVE names (the repository's own
/// models, trained); without, they must be there and small.
/// </summary>
public sealed class PictureTests(Chromium chromium)
{
    private const int Largest = 200_000;

    private static readonly string Folder = Path.Combine(YardProgram.Root, "docs", "images");

    [Theory]
    [InlineData("overview.png")]
    [InlineData("model.png")]
    [InlineData("run.png")]
    public async Task The_documentation_shows_the_dashboard(string name)
    {
        var file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("YARD_WRITE") == "1" && Environment.GetEnvironmentVariable("YARD_LIVE") is { Length: > 0 } live)
        {
            Directory.CreateDirectory(Folder);
            await TakeAsync(new Uri(live), name, file);
        }

        Assert.InRange(new FileInfo(file).Length, 5_000, Largest);
        Assert.Contains($"images/{name}", await File.ReadAllTextAsync(Path.Combine(YardProgram.Root, "README.md"), TestContext.Current.CancellationToken) + await File.ReadAllTextAsync(Path.Combine(YardProgram.Root, "pipelines", "Dashboard", "README.md"), TestContext.Current.CancellationToken));
    }

    private async Task TakeAsync(Uri live, string name, string file)
    {
        await using var window = await chromium.OpenAsync(live, name == "model.png" ? ColorScheme.Dark : ColorScheme.Light, height: name switch { "overview.png" => 300, "model.png" => 1180, _ => 640 });
        using var traffic = new CancellationTokenSource();
        var asking = AskAsync(live, traffic.Token);
        await window.GoAsync(name switch { "overview.png" => "/", "model.png" => "/models/item-photo", _ => "/runs" });
        if (name == "overview.png")
        {
            await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        else if (name == "model.png")
        {
            await window["[data-samples] button"].Nth(1).ClickAsync();
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
            await Assertions.Expect(window["#answer strong"]).ToBeVisibleAsync();
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        else
        {
            // The newest in which something really ran.
            await window["tr:has(td.n:nth-child(5):not(:text-is(\"–\"))) a"].First.ClickAsync();
            await Assertions.Expect(window[".graph"]).ToBeVisibleAsync();
        }

        await window.Page.Mouse.MoveAsync(1, 300);
        await window.Page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });
        await traffic.CancelAsync();
        await asking;
    }

    // Something to see: requests of many subjects, so that every arm answers.
    private static async Task AskAsync(Uri live, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = live };
        try
        {
            for (var i = 0; ; i++)
            {
                foreach (var model in i % 3 == 0 ? (string[])["item-photo", "listing-category"] : ["item-photo"])
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/models/{model}:predict");
                    request.Content = new StringContent(await File.ReadAllTextAsync(Path.Combine(YardProgram.Root, "models", model, "samples.json"), stop));
                    request.Headers.Add("x-yard-subject", $"{i}");
                    using var answer = await client.SendAsync(request, stop);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(40 + (i % 7 * 12)), TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The picture is taken.
        }
    }
}
