using System.Diagnostics;
using Microsoft.Playwright;
using Modelyard.Dashboard.Tests.Stages;

namespace Modelyard.Dashboard.Tests;

/// <summary>What people do with the dashboard of a running <c>yard up</c>, in a real browser.</summary>
[Collection(typeof(OnTheOrchard))]
public sealed class StoryTests(LiveOrchard orchard, Chromium chromium)
{
    [Fact]
    public async Task Weights_change_on_the_page_within_two_seconds_of_a_release()
    {
        await using var window = await chromium.OpenAsync(orchard.Address);
        await window.GoAsync("/");
        var fruit = window["tbody[data-model=fruit]"];
        await Assertions.Expect(window["#pulse"]).ToHaveTextAsync("live");
        Assert.NotEqual("35 %", await fruit.Locator("[data-live=weight]").Nth(1).TextContentAsync());

        (await orchard.Repository.YardAsync("release", "fruit", "b=35")).Ended(0);
        var watch = Stopwatch.StartNew();
        await Assertions.Expect(fruit.Locator("[data-live=weight]").Nth(1)).ToHaveTextAsync("35 %");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"it took {watch.Elapsed}");
        await Assertions.Expect(fruit.Locator("[data-live=weight]").Nth(0)).ToHaveTextAsync("65 %");
        Assert.Equal("65", await fruit.Locator("rect[data-weight=b]").GetAttributeAsync("x"));
        Assert.Equal("a 65 %, b 35 %", await fruit.Locator("svg.weights").GetAttributeAsync("aria-label"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Try_it_answers_says_who_answered_and_the_traffic_shows()
    {
        await using var window = await chromium.OpenAsync(orchard.Address, height: 1400);
        await window.GoAsync("/models/fruit");
        await window["[data-samples] button"].First.ClickAsync();
        await window.Page.GetByLabel("Answered by").SelectOptionAsync("b");
        await window.Page.GetByLabel("Subject").FillAsync("somebody");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Assertions.Expect(window["#answer"]).ToContainTextAsync("arm b, dev2, in ");
        await Assertions.Expect(window["#answer tr"]).Not.ToHaveCountAsync(0);
        Assert.Matches("^(apple|banana|cherry|[a-z]+)$", await window["#answer strong"].TextContentAsync() ?? "");
        // Counted and timed, a poll later.
        await Assertions.Expect(window["tr:has([data-arm=b]) [data-live=p50]"]).ToContainTextAsync("s");
        Assert.Empty(window.Complaints);

        await window.Page.GetByLabel("weight").FillAsync("1e39");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Assertions.Expect(window["#answer .bad"]).ToContainTextAsync("YARD6008");
    }

    [Fact]
    public async Task From_a_model_to_its_version_its_run_its_step_and_its_log()
    {
        await using var window = await chromium.OpenAsync(orchard.Address);
        await window.GoAsync("/");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "fruit" }).ClickAsync();
        await Assertions.Expect(window["table.confusion tbody tr"]).Not.ToHaveCountAsync(0);
        await window["section:has(#versions) a"].First.ClickAsync();
        await Assertions.Expect(window["h1"]).ToContainTextAsync("fruit dev");
        await Assertions.Expect(window["section:has(#figures)"]).ToContainTextAsync("passed at least 0.8");
        await window["section:has(#origin) a"].First.ClickAsync();
        await Assertions.Expect(window["h1"]).ToContainTextAsync("Run ");
        Assert.Equal(await window["table tbody th a"].CountAsync(), await window[".graph a.box"].CountAsync());
        await window[".graph a.box"].First.ClickAsync();
        await Assertions.Expect(window["section:has(#facts)"]).ToContainTextAsync("sha256:");
        await Assertions.Expect(window["section:has(#key)"]).ToContainTextAsync("\"contract\": 1");
        await Assertions.Expect(window["section:has(#log) pre"]).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task By_keyboard_alone()
    {
        await using var window = await chromium.OpenAsync(orchard.Address);
        await window.GoAsync("/");
        var keyboard = window.Page.Keyboard;
        await keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await window.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await keyboard.PressAsync("Enter");
        Assert.Equal("main", await window.Page.EvaluateAsync<string>("document.activeElement.id"));
        await keyboard.PressAsync("/");
        Assert.Equal("q", await window.Page.EvaluateAsync<string>("document.activeElement.id"));
        await keyboard.TypeAsync("bakery");
        await Assertions.Expect(window["tbody[data-model]"]).ToHaveCountAsync(1);
        Assert.EndsWith("/?q=bakery", window.Page.Url);
        for (var i = 0; i < 4 && await window.Page.EvaluateAsync<string>("document.activeElement.textContent") != "bread"; i++) await keyboard.PressAsync("Tab");
        Assert.NotEqual("none", await window.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(window["h1"]).ToHaveTextAsync("bread");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Dark_where_the_system_is_dark_and_whatever_was_chosen_stays()
    {
        await using var window = await chromium.OpenAsync(orchard.Address, ColorScheme.Dark);
        await window.GoAsync("/");
        Assert.True(await BrightnessAsync(window) < 60);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Light or dark" }).ClickAsync();
        Assert.True(await BrightnessAsync(window) > 200);
        await window.GoAsync("/runs");
        Assert.True(await BrightnessAsync(window) > 200);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Without_script_everything_but_what_moves()
    {
        await using var window = await chromium.OpenAsync(orchard.Address, script: false);
        await window.GoAsync("/");
        await window["#q"].FillAsync("orchard");
        await window["#q"].PressAsync("Enter");
        await Assertions.Expect(window["tbody[data-model]"]).ToHaveCountAsync(1);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "fruit" }).ClickAsync();
        await Assertions.Expect(window["section:has(#call) pre"]).ToContainTextAsync("curl -s http://127.0.0.1:");
        await Assertions.Expect(window["#tryit"]).ToBeHiddenAsync();
    }

    private static Task<int> BrightnessAsync(Window window) =>
        window.Page.EvaluateAsync<int>("+getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]");
}
