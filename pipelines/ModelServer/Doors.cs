using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances.Tensors;
using Modelyard.ModelServer.Measures;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;
using Modelyard.ModelServer.TensorFlowServing;

namespace Modelyard.ModelServer;

/// <summary>
/// The ports and who answers at each: the platform's own protocol, and TensorFlow Serving's where the settings say so, on ports of its own, since the two have the same
/// addresses and answer differently.
/// </summary>
internal sealed class Doors(ServeSettings settings, Chain chain, Predictor predictor, ServerMetrics metrics, TimeProvider time, TextWriter errors)
{
    private readonly Answers _platform = new Platform(settings, chain, predictor, metrics, time, errors).Answers;
    private readonly ServedModel _model = new(settings, chain);

    /// <summary>Those that are asked for, for messages.</summary>
    public string Addresses => string.Join(", ", settings.Ports.Select(port => new IPEndPoint(settings.Host, port)));

    public void Listen(KestrelServerOptions kestrel)
    {
        kestrel.Listen(settings.Host, settings.Port);
        if (settings.TensorFlow is not { } ports) return;
        kestrel.Listen(settings.Host, ports.Grpc, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            Mark(listen, Door.Grpc);
        });
        kestrel.Listen(settings.Host, ports.Rest, listen => Mark(listen, Door.Rest));
    }

    public void AddServices(IServiceCollection services)
    {
        if (settings.TensorFlow is null) return;
        services.AddGrpc(ConfigureGrpc);
        var calls = new GrpcCalls(settings, metrics, time, errors);
        services.AddSingleton(new GrpcPredictions(_model, new TensorReader(chain, settings.Limits), new TensorAnswer(chain.Classes), predictor, calls));
        services.AddSingleton(new GrpcStatuses(_model, calls));
    }

    public void Open(WebApplication app)
    {
        if (settings.TensorFlow is not null)
        {
            var rest = new Rest(settings, chain, _model, predictor, time);
            var answers = new Answers(settings, metrics, time, errors, rest.Find, rest.Addresses, RestPages.WriteError);
            app.MapWhen(context => context.Features.Get<Door>() == Door.Rest, branch => branch.Run(answers.AnswerAsync));
            app.MapWhen(context => context.Features.Get<Door>() == Door.Grpc, branch => branch.Use(RefuseCompressed).UseRouting().UseEndpoints(endpoints =>
            {
                endpoints.MapGrpcService<GrpcPredictions>();
                endpoints.MapGrpcService<GrpcStatuses>();
            }));
        }

        app.Run(_platform.AnswerAsync);
    }

    private void ConfigureGrpc(GrpcServiceOptions options)
    {
        options.MaxReceiveMessageSize = settings.Limits.BodyBytes;
        options.MaxSendMessageSize = null;
    }

    // As the platform's own protocol does: a few compressed bytes can be gigabytes of message.
    private static Task RefuseCompressed(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers["grpc-encoding"].ToString() is "" or "identity") return next(context);
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{(int)StatusCode.Unimplemented}";
        context.Response.Headers["grpc-accept-encoding"] = "identity";
        context.Response.Headers["grpc-message"] = "grpc-encoding: expected identity, send the message uncompressed";
        return Task.CompletedTask;
    }

    // Which port a connection came to is known when it is made, and not only by its number, which may have been any free one.
    private static void Mark(ListenOptions listen, Door door) => listen.Use(next => connection =>
    {
        connection.Features.Set(door);
        return next(connection);
    });

    private sealed record Door(string Name)
    {
        public static readonly Door Grpc = new("grpc");

        public static readonly Door Rest = new("rest");
    }
}
