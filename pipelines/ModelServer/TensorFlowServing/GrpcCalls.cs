using Grpc.Core;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Measures;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary>What every call over gRPC has in common: it is counted, and what is refused or fails has the code of gRPC that says whose fault it is.</summary>
internal sealed class GrpcCalls(ServeSettings settings, ServerMetrics metrics, TimeProvider time, TextWriter errors)
{
    /// <summary>Throws <see cref="RpcException"/> in the place of whatever <paramref name="answer"/> throws.</summary>
    /// <param name="address">What metrics call it.</param>
    public async Task<T> AnswerAsync<T>(string address, ServerCallContext context, Func<Task<T>> answer)
    {
        var started = time.GetTimestamp();
        var (status, code) = (StatusCode.OK, "");
        try
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-yard-version", settings.Version } });
            return await answer();
        }
        catch (RequestRefused refused)
        {
            (status, code) = (StatusOf(refused.Code), refused.Code);
            throw Failure(status, code, refused.Message);
        }
        catch (ModelFailure failure)
        {
            await errors.WriteLineAsync($"error {Problem.ModelFailed}: {failure}");
            (status, code) = (StatusCode.Internal, Problem.ModelFailed);
            throw Failure(status, code, $"the model failed: {failure.Message}");
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            status = context.Deadline <= time.GetUtcNow() ? StatusCode.DeadlineExceeded : StatusCode.Cancelled;
            throw new RpcException(new Status(status, "nobody waits for the answer any more"));
        }
        catch (Exception failure)
        {
            await errors.WriteLineAsync($"error {Problem.ServerFailed}: {failure}");
            (status, code) = (StatusCode.Internal, Problem.ServerFailed);
            throw Failure(status, code, "the server failed; its log says why");
        }
        finally
        {
            metrics.Answered(address, $"{status}", code, time.GetElapsedTime(started));
        }
    }

    private static RpcException Failure(StatusCode status, string code, string message) => new(new Status(status, $"{code}: {message}"));

    private static StatusCode StatusOf(string code) => code switch
    {
        Problem.NotFound => StatusCode.NotFound,
        Problem.TooLarge => StatusCode.ResourceExhausted,
        _ => StatusCode.InvalidArgument,
    };
}
