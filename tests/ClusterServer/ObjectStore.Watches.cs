using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <content>Watches, and what becomes of them.</content>
public sealed partial class ObjectStore
{
    /// <summary>Sends every open watch a bookmark of the newest version.</summary>
    public void Bookmark()
    {
        // The version of now, not of when it is sent: what happens between them is still to be told.
        lock (_lock) ToAll(new WatchedLine(Bookmark: _version.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Sends every open watch an ERROR event and ends it.</summary>
    public void Fail(int code, string reason, string message) => ToAll(new WatchedLine(Error: Answers.Status(code, reason, message)));

    /// <summary>Cuts every open watch in the middle of a line.</summary>
    public void CutWatches() => ToAll(new WatchedLine(IsCut: true));

    /// <summary>Ends every open watch as a server does whose time for it is over.</summary>
    public void EndWatches() => ToAll(new WatchedLine(IsEnd: true));

    private void ToAll(WatchedLine line)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers) watcher.Lines.Writer.TryWrite(line);
            // What ends a watch ends it here: nobody waits for one that is going.
            if (line.Bookmark is null) _watchers.Clear();
        }
    }

    private async Task WatchAsync(HttpContext context, AskedRequest asked)
    {
        var selector = Selector.Of(asked);
        var since = long.Parse(asked.Query["resourceVersion"].ToString(), CultureInfo.InvariantCulture);
        var watcher = new Watcher(Channel.CreateUnbounded<WatchedLine>());
        lock (_lock)
        {
            if (since < _compacted) watcher.Lines.Writer.TryWrite(new WatchedLine(Error: Answers.Status(410, "Expired", $"too old resource version: {since} ({_compacted})")));
            foreach (var happened in _history.Where(happened => happened.Version > since)) watcher.Lines.Writer.TryWrite(new WatchedLine(happened));
            if (since >= _compacted || IsGoneAnEvent)
            {
                _watchers.Add(watcher);
                _opened.SetResult();
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (since < _compacted && !IsGoneAnEvent)
        {
            await Answers.FailAsync(context, 410, "Expired", $"too old resource version: {since}");
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync(CancellationToken.None);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (int.TryParse(asked.Query["timeoutSeconds"], out var seconds)) over.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            await foreach (var line in watcher.Lines.Reader.ReadAllAsync(over.Token))
            {
                if (!await TellAsync(context, asked, selector, line)) break;
            }
        }
        catch (OperationCanceledException)
        {
            // The client went, or the time is over.
        }
        finally
        {
            lock (_lock) _watchers.Remove(watcher);
        }
    }

    /// <summary>Whether the watch goes on.</summary>
    private async Task<bool> TellAsync(HttpContext context, AskedRequest asked, Selector selector, WatchedLine line)
    {
        if (line.IsEnd) return false;
        if (line.IsCut)
        {
            await WriteAsync(context, """{"type":"MODIFIED","object":{"metadata":{"na""");
            context.Abort();
            return false;
        }

        if (line.Error is { } error)
        {
            await WriteAsync(context, new JsonObject { ["type"] = "ERROR", ["object"] = error.DeepClone() }.ToJsonString() + "\n");
            return false;
        }

        if (line.Bookmark is { } version && asked.Query["allowWatchBookmarks"] == "true")
        {
            await WriteAsync(context, new JsonObject { ["type"] = "BOOKMARK", ["object"] = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version } } }.ToJsonString() + "\n");
        }

        if (line.Event?.For(asked.Collection, asked.Namespace, selector) is { } shown) await WriteAsync(context, shown.ToJsonString() + "\n");
        return true;
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
