using Microsoft.AspNetCore.Http;

namespace Modelyard.Tests.Images.Registry.Servers;

/// <summary>Ways for a registry to fail, for <see cref="RegistryFront.Instead"/>.</summary>
internal static class Faults
{
    /// <summary>Fails the first requests that fit and forwards what comes after.</summary>
    public static Func<HttpContext, Task<bool>> First(int count, Func<HttpRequest, bool> which, Func<HttpContext, Task> fault)
    {
        var seen = 0;
        return async context =>
        {
            if (!which(context.Request) || Interlocked.Increment(ref seen) > count) return false;
            await fault(context);
            return true;
        };
    }

    /// <summary>Fails every request that fits.</summary>
    public static Func<HttpContext, Task<bool>> Always(Func<HttpRequest, bool> which, Func<HttpContext, Task> fault) => First(int.MaxValue, which, fault);

    public static Func<HttpContext, Task> Answer(int status, string body = "", params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        if (context.Request.Method != "HEAD") await context.Response.WriteAsync(body, CancellationToken.None);
    };

    /// <summary>Ends the connection without an answer, the request unread.</summary>
    public static Task Cut(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Lets the registry do what was asked and loses its answer.</summary>
    public static Func<HttpContext, Task> LoseAnswer(RegistryFront front) => async context =>
    {
        using var _ = await front.ForwardAsync(context);
        context.Abort();
    };

    /// <summary>Ends the connection after so many bytes of the answer's body.</summary>
    public static Func<HttpContext, Task> CutAfter(RegistryFront front, int bytes) => async context =>
    {
        using var answer = await front.ForwardAsync(context);
        RegistryFront.Head(context, answer);
        var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        await context.Response.Body.WriteAsync(body.AsMemory(0, bytes), CancellationToken.None);
        await context.Response.Body.FlushAsync(CancellationToken.None);
        context.Abort();
    };

    /// <summary>Changes one byte of the answer's body.</summary>
    public static Func<HttpContext, Task> Spoil(RegistryFront front) => async context =>
    {
        using var answer = await front.ForwardAsync(context);
        RegistryFront.Head(context, answer);
        var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (body.Length > 0) body[^1] ^= 1;
        await context.Response.Body.WriteAsync(body, CancellationToken.None);
    };

    /// <summary>Changes one byte of the request's body on its way to the registry.</summary>
    public static Func<HttpContext, Task> SpoilRequest(RegistryFront front) => async context =>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, CancellationToken.None);
        body.GetBuffer()[0] ^= 1;
        body.Position = 0;
        using var answer = await front.ForwardAsync(context, body);
        RegistryFront.Head(context, answer);
        await answer.Content.CopyToAsync(context.Response.Body, CancellationToken.None);
    };
}
