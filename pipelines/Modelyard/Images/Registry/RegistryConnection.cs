using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace Modelyard.Images.Registry;

/// <summary>Sends requests to one repository of a registry: logs in when asked to, tries again what may be over, says what is not.</summary>
internal sealed class RegistryConnection : IDisposable
{
    private readonly HttpClient _client;
    private readonly RegistryLogin _login;
    private readonly RegistryOptions _options;
    private readonly ResiliencePipeline _pipeline;

    public RegistryConnection(ImageReference repository, RegistryOptions options)
    {
        Repository = repository;
        _options = options;
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 16, ConnectTimeout = TimeSpan.FromSeconds(10), UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("modelyard", typeof(RegistryConnection).Assembly.GetName().Version!.ToString(3)));
        _login = new RegistryLogin(repository, _client, options);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientFailure>(),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstPause,
                MaxDelay = options.LongestPause,
                DelayGenerator = retry => ValueTask.FromResult(
                    ((TransientFailure)retry.Outcome.Exception!).Pause is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, options.LongestPause.Ticks)) : (TimeSpan?)null),
            })
            .Build();
    }

    /// <summary>The repository.</summary>
    public ImageReference Repository { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => _options.Time;

    /// <summary>How long a body may stand still.</summary>
    public TimeSpan Patience => _options.Patience;

    /// <summary>Tries after the first one.</summary>
    public int Retries => _options.Retries;

    /// <summary><c>/v2/&lt;path&gt;/&lt;rest&gt;</c></summary>
    public Uri At(string rest) => new(Repository.Address, $"/v2/{Repository.Path}/{rest}");

    /// <summary>Tries work until it does not fail in passing.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">The last try's failure.</exception>
    public async Task<T> TryAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(work, cancellation);
        }
        catch (TransientFailure given)
        {
            throw given.Known;
        }
    }

    /// <summary>Sends a request until it is answered with something expected.</summary>
    /// <param name="what">What is asked, for messages.</param>
    /// <param name="make">A new request for each try.</param>
    /// <param name="need">What a token must be good for: <c>pull</c>, <c>push</c>.</param>
    public Task<HttpResponseMessage> SendAsync(string what, Func<HttpRequestMessage> make, string need, CancellationToken cancellation, params HttpStatusCode[] expected) =>
        TryAsync(async stop => await SendOnceAsync(what, make, need, stop, expected), cancellation);

    /// <summary>Sends a request once, twice where the registry asks for a login.</summary>
    /// <exception cref="TransientFailure">It may work on the next try.</exception>
    /// <exception cref="Modelyard.Diagnostics.YardException">It will not.</exception>
    public async Task<HttpResponseMessage> SendOnceAsync(string what, Func<HttpRequestMessage> make, string need, CancellationToken cancellation, params HttpStatusCode[] expected)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            using var request = make();
            // An upload's address may lie elsewhere; the login is the registry's alone.
            var isOurs = request.RequestUri!.Authority == Repository.Address.Authority;
            var sent = isOurs ? _login.For(need) : null;
            request.Headers.Authorization = sent;
            var answer = await AnswerAsync(what, request, cancellation);
            if (expected.Contains(answer.StatusCode)) return answer;
            using (answer)
            {
                if (answer.StatusCode == HttpStatusCode.Unauthorized && isOurs && isFirst
                    && Challenge.Of(answer.Headers.WwwAuthenticate) is { } challenge
                    && await _login.AnswerAsync(challenge, need, sent, cancellation))
                {
                    // A token ran out in the middle of an upload: what was sent of the content must be found out first.
                    if (request.Content is not ChunkContent) continue;
                    throw new TransientFailure(RegistryCodes.LoginNeeded.Failure($"{what}: the login ran out"), answer.StatusCode, TimeSpan.Zero);
                }

                throw await RegistryAnswer.FailureAsync(answer, what, _options.Time, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _login.Dispose();
        _client.Dispose();
    }

    private async Task<HttpResponseMessage> AnswerAsync(string what, HttpRequestMessage request, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_options.Patience, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TransientFailure(RegistryCodes.Unreachable.Failure($"{what}: {request.RequestUri!.Authority} gave no answer in {_options.Patience.TotalSeconds:0} s"));
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or Diagnostics.YardException)
        {
            throw RegistryAnswer.Failure(failed, what, request.RequestUri!);
        }
    }
}
