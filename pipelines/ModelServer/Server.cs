using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Measures;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer;

/// <summary>The life of the process: settings, model, then Kestrel until SIGTERM or SIGINT.</summary>
internal static class Server
{
    // Kubernetes kills 30 s after SIGTERM.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(25);

    /// <summary>Exit code 0 after a signal and the last answer; 1, and a line for each reason, where it cannot serve.</summary>
    public static async Task<int> RunAsync(string? serve, TimeProvider time, TextWriter output, TextWriter errors)
    {
        try
        {
            var started = time.GetTimestamp();
            var settings = ServeSettings.Read(serve);
            var chain = Chain.Read(settings);
            using IModel model = chain.Kind == Chain.Mlnet ? MlnetModel.Load(settings, chain) : OnnxModel.Load(settings, chain);
            var metrics = new ServerMetrics(settings, time.GetElapsedTime(started));
            using var predictor = new Predictor(model, settings.Workers, metrics);
            await ServeAsync(settings, new Doors(settings, chain, predictor, metrics, time, errors), output);
            return 0;
        }
        catch (StartFailure failure)
        {
            await errors.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static async Task ServeAsync(ServeSettings settings, Doors doors, TextWriter output)
    {
        // Nothing but Kestrel: no configuration files, no logging, no middleware.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainTime);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            doors.Listen(kestrel);
            // The body's bytes and time are bounded where it is read, with an answer of the protocol.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        doors.AddServices(builder.Services);
        await using var app = builder.Build();
        doors.Open(app);
        try
        {
            await app.StartAsync();
        }
        catch (IOException failure)
        {
            throw new StartFailure(StartFailure.SettingsUnusable, $"cannot listen on {doors.Addresses}: {failure.Message}");
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        await output.WriteLineAsync($"{settings.Model} {settings.Version} listens at {string.Join(", ", addresses)}");
        await app.WaitForShutdownAsync();
    }
}
