using Grpc.Core;
using Grpc.Net.Client;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>A client of .NET's own gRPC over one connection to a server.</summary>
internal sealed class GrpcClient : IDisposable
{
    // The least that a bytes message of gRPC takes apart from the message: a flag and its length.
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(message => message, message => message);

    private readonly GrpcChannel _channel;

    public GrpcClient(ServerProcess server)
    {
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.GrpcPort}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Predictions = new PredictionService.PredictionServiceClient(_channel);
        Models = new ModelService.ModelServiceClient(_channel);
    }

    public PredictionService.PredictionServiceClient Predictions { get; }

    public ModelService.ModelServiceClient Models { get; }

    /// <summary>Sends any bytes to a method: the status, and the answer's bytes where it is OK.</summary>
    public async Task<(Status Status, byte[] Answer)> SendAsync(string service, string method, byte[] message, Metadata? headers = null)
    {
        using var call = _channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<byte[], byte[]>(MethodType.Unary, service, method, Bytes, Bytes), null, new CallOptions(headers, cancellationToken: TestContext.Current.CancellationToken), message);
        try
        {
            var answer = await call;
            return (call.GetStatus(), answer);
        }
        catch (RpcException failure)
        {
            return (failure.Status, []);
        }
    }

    /// <summary>The status of a prediction that must not succeed.</summary>
    public async Task<Status> RefusedAsync(PredictRequest request) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await Predictions.PredictAsync(request, cancellationToken: TestContext.Current.CancellationToken))).Status;

    public void Dispose() => _channel.Dispose();
}
