using System.Net;

namespace Modelyard.GitHub;

/// <summary>
/// Sends a request again after a limit, an error of the server, or a connection that broke; bounded in number and in time. All methods: whoever posts here can bear that it
/// happens twice (comments are made one again, a second pull request is refused, labels are sets).
/// </summary>
internal sealed class RetryingHandler(HttpMessageHandler inner, RetryOptions options, TimeProvider time, Action<string> note, CancellationToken cancellation) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A body can be read once; kept, it can be sent again.
        if (request.Content is { } content) await content.LoadIntoBufferAsync(cancellation);
        var waited = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            var (answer, failure) = await TryAsync(request, cancellationToken);
            var body = answer is null ? "" : await answer.Content.ReadAsStringAsync(cancellation);
            var limit = answer is null ? null : RateLimit.WaitOf(answer, body, time, options.LimitPause * attempt);
            if (answer is not null && limit is null && !IsTransient(answer.StatusCode)) return answer;
            var pause = limit ?? options.Pause * Math.Pow(2, attempt - 1);
            var why = failure ?? (limit is null ? $"{(int)answer!.StatusCode}" : "rate limit");
            if (limit is not null && (attempt >= options.Attempts || waited + pause > options.LongestWait))
            {
                answer!.Dispose();
                throw GitHubCodes.Limited.Failure($"{What(request)}: too many requests; GitHub takes the next one at {time.GetUtcNow() + pause:u}");
            }

            if (attempt >= options.Attempts || waited + pause > options.LongestWait)
            {
                if (answer is not null) return answer;
                throw GitHubCodes.Unreachable.Failure($"{What(request)}: {why}, {attempt} times");
            }

            answer?.Dispose();
            note($"{What(request)}: {why}; again in {pause.TotalSeconds:0} s");
            await Task.Delay(pause, time, cancellation);
            waited += pause;
        }
    }

    // The whole answer is read within the attempt: one that breaks in the middle is none.
    private async Task<(HttpResponseMessage? Answer, string? Failure)> TryAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
        stop.CancelAfter(options.AttemptTimeout);
        try
        {
            var answer = await base.SendAsync(request, stop.Token);
            await answer.Content.LoadIntoBufferAsync(stop.Token);
            return (answer, null);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return (null, (broken.InnerException ?? broken).Message.TrimEnd('.'));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"no answer within {options.AttemptTimeout.TotalSeconds:0} s");
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static string What(HttpRequestMessage request) => $"{request.Method} {request.RequestUri!.AbsolutePath}";
}
