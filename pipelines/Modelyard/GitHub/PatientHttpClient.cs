using Octokit;
using Octokit.Internal;

namespace Modelyard.GitHub;

/// <summary>
/// Octokit's own client without its two time limits of 100 s, which count the pauses between attempts too: GitHub asks for a minute and more. The handler bounds each attempt.
/// </summary>
internal sealed class PatientHttpClient : IHttpClient
{
    private readonly HttpClientAdapter _inner;

    public PatientHttpClient(HttpMessageHandler handler)
    {
        _inner = new HttpClientAdapter(() => handler);
        _inner.SetRequestTimeout(Timeout.InfiniteTimeSpan);
    }

    public Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        if (request is Request settable) settable.Timeout = TimeSpan.Zero;
        return _inner.Send(request, cancellationToken, preprocessResponseBody);
    }

    public void SetRequestTimeout(TimeSpan timeout)
    {
    }

    public void Dispose() => _inner.Dispose();
}
