using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Modelyard.Serving;

namespace Modelyard.Gateway.Tests.Fakes;

/// <summary>A model's service in a mesh: answers as the server of the version that the request names; without the mesh, as whichever pod it reaches.</summary>
internal sealed class FakeMesh : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeMesh(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First() + "/");

    /// <summary>The variant of the pod that answers whatever was asked, where there is no mesh.</summary>
    public string? Pod { get; set; }

    /// <summary>Values of <c>x-yard-variant</c> that came.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<FakeMesh> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var mesh = new FakeMesh(builder.Build());
        mesh._app.Run(mesh.AnswerAsync);
        await mesh._app.StartAsync();
        return mesh;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var variant = context.Request.Headers[YardHeaders.Variant].ToString();
        Asked.Enqueue(variant);
        context.Response.Headers[YardHeaders.Version] = Pod ?? variant;
        return context.Response.WriteAsync("""{"predictions":[{}]}""");
    }
}
