using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Instances.Tensors;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary><c>tensorflow.serving.PredictionService</c>: one tensor a field in, <c>label</c> and <c>scores</c> out.</summary>
[BindServiceMethod(typeof(GrpcPredictions), nameof(Bind))]
internal sealed class GrpcPredictions(ServedModel model, TensorReader reader, TensorAnswer writer, Predictor predictor, GrpcCalls calls) : PredictionService.PredictionServiceBase
{
    /// <summary>For the framework, which asks what the service has.</summary>
    public static void Bind(ServiceBinderBase binder, PredictionService.PredictionServiceBase? service)
    {
        binder.AddMethod(GrpcMethods.Predict, service is null ? null! : service.Predict);
        binder.AddMethod(GrpcMethods.Metadata, service is null ? null! : service.GetModelMetadata);
    }

    public override Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context) => calls.AnswerAsync("grpc predict", context, () =>
    {
        model.Expect(request.ModelSpec);
        var wanted = Wanted(request);
        return predictor.AnswerAsync(() => reader.Read(request.Inputs), predictions => Answer(predictions, wanted), context.CancellationToken);
    });

    public override Task<GetModelMetadataResponse> GetModelMetadata(GetModelMetadataRequest request, ServerCallContext context) => calls.AnswerAsync("grpc metadata", context, () =>
    {
        model.Expect(request.ModelSpec);
        if (request.MetadataField.Count == 0 || request.MetadataField.Any(field => field != ServedModel.SignatureField))
        {
            throw new RequestRefused(Problem.FieldUnknown, $"metadata_field: expected '{ServedModel.SignatureField}' and no other, found {Words.Quote(request.MetadataField.Take(3).Select(Words.Shorten))}");
        }

        var signatures = new SignatureDefMap { SignatureDef = { [ServedModel.Signature] = model.SignatureDef } };
        return Task.FromResult(new GetModelMetadataResponse { ModelSpec = model.Spec, Metadata = { [ServedModel.SignatureField] = Any.Pack(signatures) } });
    });

    private PredictResponse Answer(Predictions predictions, IReadOnlyCollection<string> wanted)
    {
        var response = new PredictResponse { ModelSpec = model.Spec };
        if (wanted.Contains(OnnxModel.Label)) response.Outputs.Add(OnnxModel.Label, writer.Labels(predictions));
        if (wanted.Contains(OnnxModel.Scores)) response.Outputs.Add(OnnxModel.Scores, writer.Scores(predictions));
        return response;
    }

    private IReadOnlyCollection<string> Wanted(PredictRequest request) =>
        request.OutputFilter.FirstOrDefault(name => !model.Outputs.Contains(name)) is { } unknown
            ? throw new RequestRefused(Problem.FieldUnknown, $"output_filter: expected some of {Words.Quote(model.Outputs)}, found '{Words.Shorten(unknown)}'")
            : request.OutputFilter.Count > 0 ? request.OutputFilter : model.Outputs;
}
