using Grpc.Core;
using Modelyard.Protocols.TensorFlow.Errors;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary><c>tensorflow.serving.ModelService</c>: the one version, which is loaded, since nothing listens before it is.</summary>
[BindServiceMethod(typeof(GrpcStatuses), nameof(Bind))]
internal sealed class GrpcStatuses(ServedModel model, GrpcCalls calls) : ModelService.ModelServiceBase
{
    /// <summary>For the framework, which asks what the service has.</summary>
    public static void Bind(ServiceBinderBase binder, ModelService.ModelServiceBase? service) => binder.AddMethod(GrpcMethods.Status, service is null ? null! : service.GetModelStatus);

    public override Task<GetModelStatusResponse> GetModelStatus(GetModelStatusRequest request, ServerCallContext context) => calls.AnswerAsync("grpc status", context, () =>
    {
        model.Expect(request.ModelSpec);
        var status = new ModelVersionStatus { Version = model.Version, State = ModelVersionStatus.Types.State.Available, Status = new StatusProto { ErrorCode = Code.Ok } };
        return Task.FromResult(new GetModelStatusResponse { ModelVersionStatus = { status } });
    });
}
