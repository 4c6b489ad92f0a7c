using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <summary>Ways for a cluster to fail, for <see cref="TestCluster.Instead"/>.</summary>
public static class Faults
{
    /// <summary>Fails the first requests that fit and lets through what comes after.</summary>
    public static Func<HttpContext, Task<bool>> First(int count, Func<AskedRequest, bool> which, Func<HttpContext, Task> fault)
    {
        var seen = 0;
        return async context =>
        {
            if (!which(AskedRequest.Read(context.Request)) || Interlocked.Increment(ref seen) > count) return false;
            await fault(context);
            return true;
        };
    }

    /// <summary>Fails every request that fits.</summary>
    public static Func<HttpContext, Task<bool>> Always(Func<AskedRequest, bool> which, Func<HttpContext, Task> fault) => First(int.MaxValue, which, fault);

    /// <summary>A Status.</summary>
    public static Func<HttpContext, Task> Answer(int code, string reason, string message, JsonObject? details = null, params (string Name, string Value)[] headers) => context =>
    {
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        return Answers.FailAsync(context, code, reason, message, details);
    };

    /// <summary>What no API server answers, such as a proxy's page.</summary>
    public static Func<HttpContext, Task> Text(int code, string body) => async context =>
    {
        context.Response.StatusCode = code;
        await context.Response.WriteAsync(body, CancellationToken.None);
    };

    /// <summary>Ends the connection without an answer.</summary>
    public static Task Cut(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Takes the request and never answers.</summary>
    public static async Task Hang(HttpContext context) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
