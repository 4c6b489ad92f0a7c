using Google.Protobuf;
using Grpc.Core;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary>
/// The methods as they are published, with a reader of our own: bytes that are no message of the method's are the client's fault (INVALID_ARGUMENT), which the generated
/// one would tell as the server's.
/// </summary>
internal static class GrpcMethods
{
    public static readonly Method<PredictRequest, PredictResponse> Predict = Of(PredictionService.Descriptor.FullName, "Predict", PredictRequest.Parser, PredictResponse.Parser);

    public static readonly Method<GetModelMetadataRequest, GetModelMetadataResponse> Metadata =
        Of(PredictionService.Descriptor.FullName, "GetModelMetadata", GetModelMetadataRequest.Parser, GetModelMetadataResponse.Parser);

    public static readonly Method<GetModelStatusRequest, GetModelStatusResponse> Status =
        Of(ModelService.Descriptor.FullName, "GetModelStatus", GetModelStatusRequest.Parser, GetModelStatusResponse.Parser);

    private static Method<TRequest, TResponse> Of<TRequest, TResponse>(string service, string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> =>
        new(MethodType.Unary, service, name, Marshaller(request, name), Marshaller(response, name));

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser, string method)
        where T : IMessage<T> =>
        Marshallers.Create(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context =>
            {
                try
                {
                    return parser.ParseFrom(context.PayloadAsReadOnlySequence());
                }
                catch (InvalidProtocolBufferException failure)
                {
                    throw new RpcException(new Status(StatusCode.InvalidArgument, $"{Problem.NotJson}: the body is no request of {method}: {failure.Message}"));
                }
            });
}
