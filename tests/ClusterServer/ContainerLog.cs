using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <summary>What one container writes. Requests that follow it see every line at once; like the API, <c>sinceTime</c> counts whole seconds.</summary>
public sealed class ContainerLog
{
    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset Time, string Text)> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isEnded;
    private int _cuts;

    /// <summary>Requests that were answered so far.</summary>
    public int Requests { get; private set; }

    /// <summary>The container writes a line.</summary>
    public void Write(DateTimeOffset time, string text) => Change(() => _lines.Add((time, text)));

    /// <summary>The container ends; so do the requests that follow it.</summary>
    public void End() => Change(() => _isEnded = true);

    /// <summary>Every open request is cut, in the middle of a line.</summary>
    public void Cut() => Change(() => _cuts++);

    /// <summary>Waits until it was asked for so many times.</summary>
    public async Task AskedAsync(int times)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Requests >= times) return;
                changed = _changed.Task;
            }

            await changed;
        }
    }

    internal async Task AnswerAsync(HttpContext context, AskedRequest asked)
    {
        var since = DateTimeOffset.TryParse(asked.Query["sinceTime"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var given) ? given : DateTimeOffset.MinValue;
        var isStamped = asked.Query["timestamps"] == "true";
        var next = int.TryParse(asked.Query["tailLines"], out var tail) ? Math.Max(0, _lines.Count - tail) : 0;
        var cuts = 0;
        Change(() => (cuts, Requests) = (_cuts, Requests + 1));
        await context.Response.Body.FlushAsync(context.RequestAborted);
        while (true)
        {
            List<(DateTimeOffset Time, string Text)> fresh;
            Task changed;
            bool isEnded, isCut;
            lock (_lock) (fresh, changed, isEnded, isCut, next) = (_lines[next..], _changed.Task, _isEnded, _cuts != cuts, _lines.Count);
            foreach (var (time, text) in fresh.Where(line => line.Time >= since))
            {
                await WriteAsync(context, (isStamped ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture) : "") + text + "\n");
            }

            if (isCut)
            {
                await WriteAsync(context, "2026-01-01T00:00:00.0000");
                context.Abort();
                return;
            }

            if (isEnded || asked.Query["follow"] != "true") return;
            await changed.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (context.RequestAborted.IsCancellationRequested) return;
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            change();
            (before, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.SetResult();
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
