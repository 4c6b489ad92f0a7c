using System.Diagnostics;
using System.Net;
using Modelyard.Dashboard.Tests.Stages;

namespace Modelyard.Dashboard.Tests;

/// <summary>The pages as any HTTP client gets them: whole without script, harmless whatever is in the store, quick with a thousand models.</summary>
public sealed class PagesTests(ThousandModels models) : IDisposable
{
    private readonly HttpClient _client = Client(models.Address, "text/html,application/xhtml+xml,*/*;q=0.8");

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_thousand_models_are_a_hundred_a_page_small_and_quick()
    {
        var page = await TextAsync("/");
        Assert.Equal(100, page.Split("<tbody data-model=").Length - 1);
        Assert.Contains("1,000 models", page);
        Assert.InRange(page.Length, 10_000, 300_000);
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            await TextAsync($"/?page={1 + (i / 2)}");
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        // The quickest tells what a page costs, the others what else this machine does.
        Assert.True(times.Min() < 100, string.Join(" ", times.Select(time => $"{time:0}")));
    }

    [Theory]
    [InlineData("/?q=model-0042", "model-0042", "<span>1 model of 1,000</span>")]
    [InlineData("/?q=team-3", "model-0003", "<span>50 models of 1,000</span>")]
    [InlineData("/?page=10", "model-0999", "page 10 of 10")]
    [InlineData("/?page=4711", "model-0999", "page 10 of 10")]
    [InlineData("/?q=no%20such", "No model answers to “no such”", "1,000 models")]
    public async Task Search_and_pages_are_addresses(string address, params string[] expected)
    {
        var page = await TextAsync(address);
        Assert.All(expected, text => Assert.Contains(text, page));
    }

    [Fact]
    public async Task Clients_that_are_no_browsers_get_the_front_page_as_text()
    {
        using var plain = Client(models.Address, "*/*");
        using var answer = await plain.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("Modelyard gateway", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/models/model-0007")]
    [InlineData("/models/model-0007/dev1")]
    [InlineData("/models/none")]
    [InlineData("/runs")]
    [InlineData("/runs/" + ThousandModels.HostileRun)]
    [InlineData("/runs/" + ThousandModels.HostileRun + "/1")]
    [InlineData("/?q=%3Cscript%3Ealert(3)%3C/script%3E%22")]
    [InlineData("/models/%3Cscript%3Ealert(4)%3C%2Fscript%3E")]
    public async Task Whatever_is_told_is_text_and_the_policy_allows_no_script_but_ours(string address)
    {
        using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var markup in (string[])["<script>", "<img src=x", "<b>bold", "<i>", " style=", " onclick=", "</pre><script"]) Assert.DoesNotContain(markup, page.Replace("<i class", "", StringComparison.Ordinal));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task A_hostile_owner_is_shown_as_it_is_written() =>
        Assert.Contains("&lt;script&gt;alert(&#x27;owned&#x27;)&lt;/script&gt;&quot;&amp;", await TextAsync("/models/model-0007"));

    [Theory]
    [InlineData("/runs/..%2F..%2Fsecret.log")]
    [InlineData("/runs/" + ThousandModels.HostileRun + "/0/log")]
    [InlineData("/runs/" + ThousandModels.HostileRun + "/-1/log")]
    [InlineData("/runs/" + ThousandModels.HostileRun + "/99999999999/log")]
    [InlineData("/assets/..%2F..%2Fsecret.log")]
    [InlineData("/models/..%2F..%2Fsecret.log/samples.json")]
    [InlineData("/models/model-0001/..%2Fdev1")]
    public async Task No_address_leads_out_of_the_store(string address)
    {
        using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("the secret", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_log_is_found_by_its_run_wherever_the_store_was_then()
    {
        using var answer = await _client.GetAsync($"/runs/{ThousandModels.HostileRun}/1/log", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("said </pre><script>alert(2)</script>\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/models/modle-0042", "Did you mean &#x27;model-0042&#x27;?")]
    [InlineData("/models/model-0001/dev3", "Did you mean &#x27;dev1&#x27;?")]
    public async Task A_name_that_is_not_there_is_answered_with_the_nearest(string address, string hint)
    {
        using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(hint, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/models/model-0001")]
    [InlineData("/live?models=model-0001")]
    public async Task Pages_are_read_and_nothing_else(string address)
    {
        using var answer = await _client.PostAsync(address, null, TestContext.Current.CancellationToken);
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound]);
    }

    [Fact]
    public async Task Assets_are_kept_for_ever_under_the_address_that_pages_give_them()
    {
        var page = await TextAsync("/");
        foreach (var name in (string[])["dashboard.css", "dashboard.js", "icon.svg"])
        {
            var address = page.Split('"').Single(part => part.StartsWith($"/assets/{name}?v=", StringComparison.Ordinal));
            using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
        }
    }

    private async Task<string> TextAsync(string address) => await _client.GetStringAsync(address, TestContext.Current.CancellationToken);

    private static HttpClient Client(Uri address, string accept)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("accept", accept);
        return client;
    }
}
