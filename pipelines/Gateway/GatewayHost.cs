using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Modelyard.Diagnostics;
using Modelyard.Gateway.Forwarding;
using Modelyard.Gateway.Pages;
using Modelyard.Serving;
using Modelyard.Traffic;
using Yarp.ReverseProxy.Forwarder;

namespace Modelyard.Gateway;

/// <summary>The gateway, listening, inside whichever process started it.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerForwarder _forwarder;
    private readonly AllMetrics _metrics;

    private GatewayHost(WebApplication app, ServerForwarder forwarder, AllMetrics metrics)
    {
        (_app, _forwarder, _metrics) = (app, forwarder, metrics);
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts to listen. Signals stay the caller's business.</summary>
    /// <param name="options">Where it listens and how patient it is.</param>
    /// <param name="routes">The releases in force; a change of the holder counts from the next request on.</param>
    /// <param name="servers">Which servers answer now.</param>
    /// <param name="time">The clock of prediction ids, waits and latencies.</param>
    /// <param name="cancel">Gives the start up.</param>
    /// <exception cref="YardException">YARD5108: the address is taken or not ours.</exception>
    public static async Task<GatewayHost> StartAsync(
        GatewayOptions options, RoutingTableHolder routes, IServerDirectory servers, TimeProvider time, CancellationToken cancel = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopLimit);

        var app = builder.Build();
        var metrics = new GatewayMetrics(time);
        var forwarder = new ServerForwarder(app.Services.GetRequiredService<IHttpForwarder>(), options.AnswerLimit);
        var predictions = new ArmForwarder(new GatewayParts(options, routes, servers, forwarder, metrics, time));
        var pages = new CataloguePages(routes, servers, metrics);
        var all = new AllMetrics(options, routes, servers, metrics, time);
        app.Run(new GatewayDispatch(options, predictions, pages, all, metrics.Traffic, time).AnswerAsync);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            throw TrafficCodes.NotListening.Failure($"cannot listen on {options.Host}:{options.Port}: {e.Message}");
        }

        return new GatewayHost(app, forwarder, all);
    }

    /// <summary>Stops to listen, lets requests in flight end within the stop limit, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _forwarder.Dispose();
        _metrics.Dispose();
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxRequestBodySize = options.BodyLimit;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Listen(IPAddress.Parse(options.Host), options.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    /// <summary>The host's own lifetime would take SIGTERM and Ctrl-C away from the program that the gateway is a part of.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
