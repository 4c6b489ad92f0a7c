using Microsoft.Playwright;

namespace Modelyard.Dashboard.Tests.Stages;

/// <summary>Debian's Chromium (or the Chrome of a build machine), one for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Known = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        var executable = Known.FirstOrDefault(File.Exists);
        Assert.True(executable is not null, $"none of {string.Join(", ", Known)} is there: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    /// <summary>A fresh window, that tells all that went wrong in it.</summary>
    public async Task<Window> OpenAsync(Uri home, ColorScheme scheme = ColorScheme.Light, bool script = true, int height = 800)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = home.ToString(),
            ColorScheme = scheme,
            JavaScriptEnabled = script,
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1280, Height = height },
        });
        context.SetDefaultTimeout(15_000);
        return new Window(context, await context.NewPageAsync(), home);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>A page, with every complaint that it made.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    internal Window(IBrowserContext context, IPage page, Uri home)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Request += (_, request) => Note(!request.Url.StartsWith(home.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal), $"asked {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and requests to anywhere else.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints) return [.. _complaints];
        }
    }

    public ILocator this[string selector] => Page.Locator(selector);

    public async Task GoAsync(string address) => Assert.True((await Page.GotoAsync(address))!.Ok);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(bool complaint, string text)
    {
        if (!complaint) return;
        lock (_complaints) _complaints.Add(text);
    }
}
