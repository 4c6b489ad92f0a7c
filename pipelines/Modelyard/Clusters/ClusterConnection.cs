using System.Net;
using k8s;
using k8s.Models;
using Modelyard.Diagnostics;
using Polly;
using Polly.Retry;

namespace Modelyard.Clusters;

/// <summary>A cluster, one of its namespaces, and who we are there.</summary>
public sealed class ClusterConnection : IDisposable
{
    private readonly k8s.Kubernetes _client;
    private readonly ResiliencePipeline _pipeline;

    private ClusterConnection(ClusterEntry entry, string? @namespace, ClusterOptions options)
    {
        var settings = entry.Settings;
        Context = entry.Context;
        Namespace = @namespace ?? (settings.Namespace is { Length: > 0 } given ? given : "default");
        Options = options;
        settings.UserAgent = $"modelyard/{typeof(ClusterConnection).Assembly.GetName().Version!.ToString(3)}";
        SocketsHttpHandler? handler = null;
        settings.FirstMessageHandlerSetup = made =>
        {
            handler = made;
            made.ConnectTimeout = TimeSpan.FromSeconds(10);
            if (entry.Proxy is { } proxy) made.Proxy = new WebProxy(proxy) { Credentials = CredentialsOf(proxy) };
        };
        _client = entry.Impersonation is { } whom ? new k8s.Kubernetes(settings, whom.Handler()) : new k8s.Kubernetes(settings);
        // Set last: the client puts its own check there.
        if (!settings.SkipTlsVerify)
        {
            var name = settings.TlsServerName is { Length: > 0 } other ? other : _client.BaseUri.Host;
            handler!.SslOptions.TargetHost = name;
            handler.SslOptions.RemoteCertificateValidationCallback = ServerCertificate.Check(settings.SslCaCerts, name);
        }

        Transport = new ApiTransport(_client, options);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientClusterFailure>(),
                MaxRetryAttempts = Math.Max(1, options.Retries),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstPause,
                MaxDelay = options.LongestPause,
                DelayGenerator = retry => ValueTask.FromResult(
                    ((TransientClusterFailure)retry.Outcome.Exception!).Pause is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, options.LongestPause.Ticks)) : (TimeSpan?)null),
            })
            .Build();
    }

    /// <summary>The context that stands for the pod's own cluster.</summary>
    public const string InCluster = "in-cluster";

    /// <summary>The kubeconfig's context, or <see cref="InCluster"/>.</summary>
    public string Context { get; }

    /// <summary>The namespace that was asked for, else the context's or the pod's, else <c>default</c>.</summary>
    public string Namespace { get; }

    /// <summary>The API server's address.</summary>
    public Uri Address => _client.BaseUri;

    /// <summary>Its version as it tells it: <c>v1.26.5</c>.</summary>
    public string ServerVersion { get; private set; } = "";

    /// <summary>The client for everything; ask through <see cref="AskAsync{T}"/>, so that a failure says what to do.</summary>
    public IKubernetes Api => _client;

    /// <summary>The clock.</summary>
    public TimeProvider Time => Options.Time;

    internal ClusterOptions Options { get; }

    internal ApiTransport Transport { get; }

    /// <summary>Connects, and asks for the server's version, so that what is wrong is known before anything is begun.</summary>
    /// <param name="context">A context of the kubeconfig (<c>KUBECONFIG</c>, else <c>~/.kube/config</c>), or <see cref="InCluster"/>; none: the pod's own cluster where this is a pod, else the current context.</param>
    /// <param name="namespace">None: that of the context or the pod.</param>
    /// <exception cref="YardException">No kubeconfig, no such context, an unreachable server, a certificate that is not trusted, credentials that are refused.</exception>
    public static async Task<ClusterConnection> OpenAsync(
        string? context = null, string? @namespace = null, ClusterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ClusterOptions();
        var isInside = context == InCluster || (context is null && options.Variable("KUBECONFIG") is not { Length: > 0 } && ServiceAccountFiles.AreThere(options));
        var entry = isInside ? new ClusterEntry(ServiceAccountFiles.Read(options), InCluster) : Kubeconfig.Read(context, options);
        ClusterConnection connection;
        try
        {
            connection = new ClusterConnection(entry, @namespace, options);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // A client certificate or key that is none, or an address that is none.
            throw ClusterCodes.BadKubeconfig.Failure($"context '{entry.Context}': {OneLine.Of(failed.Message)}");
        }

        try
        {
            var version = await connection.AskAsync(new ClusterRequest("get", "/version"), (api, stop) => api.Version.GetCodeAsync(stop), cancellation);
            connection.ServerVersion = version.GitVersion;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Asks the cluster something. What may be over on the next try is tried again, after the pause that the server asks for where it does.</summary>
    /// <param name="asked">What is asked, for messages and for whether it may be asked twice.</param>
    /// <exception cref="YardException">What <see cref="ClusterFailure"/> makes of the last failure.</exception>
    public async Task<T> AskAsync<T>(ClusterRequest asked, Func<IKubernetes, CancellationToken, Task<T>> ask, CancellationToken cancellation = default)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async stop =>
                {
                    try
                    {
                        return await ask(_client, stop);
                    }
                    catch (Exception failed) when (Options.Retries > 0 && !cancellation.IsCancellationRequested && TransientClusterFailure.Of(failed, asked, Time) is { } passing)
                    {
                        throw passing;
                    }
                },
                cancellation);
        }
        catch (TransientClusterFailure given)
        {
            throw Failure(given.InnerException!, asked);
        }
        catch (Exception failed) when (failed is not YardException && !(failed is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            throw Failure(failed, asked);
        }
    }

    /// <summary>As <see cref="AskAsync{T}"/>, where <see langword="null"/> stands for an object that is not there.</summary>
    /// <exception cref="YardException">Anything else, also a namespace or a kind that is not there.</exception>
    public async Task<T?> FindAsync<T>(ClusterRequest asked, Func<IKubernetes, CancellationToken, Task<T>> ask, CancellationToken cancellation = default)
        where T : class
    {
        try
        {
            return await AskAsync(asked, ask, cancellation);
        }
        catch (YardException missing) when (missing.Diagnostics[0].Code == ClusterCodes.NotFound)
        {
            return null;
        }
    }

    /// <summary>Whether we may do something in our namespace, as the cluster's own rules say.</summary>
    /// <param name="resource"><c>pods</c>, <c>jobs.batch</c>, <c>pods/log</c>.</param>
    public async Task<bool> CanAsync(string verb, string resource, CancellationToken cancellation = default)
    {
        var (path, group) = resource.Split('.', 2) is [var plural, var rest] ? (plural, rest) : (resource, "");
        var (kind, part) = path.Split('/', 2) is [var whole, var sub] ? (whole, sub) : (path, null);
        var review = new V1SelfSubjectAccessReview
        {
            Spec = new V1SelfSubjectAccessReviewSpec
            {
                ResourceAttributes = new V1ResourceAttributes { Verb = verb, Resource = kind, Subresource = part, Group = group, NamespaceProperty = Namespace },
            },
        };
        var answer = await AskAsync(
            new ClusterRequest("create", "selfsubjectaccessreviews.authorization.k8s.io"),
            (api, stop) => api.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(review, cancellationToken: stop),
            cancellation);
        return answer.Status.Allowed;
    }

    /// <summary>Lists objects and goes on watching them in the background, for many to wait on.</summary>
    /// <param name="trouble">Told when the cluster does not answer, each time; the watch goes on meanwhile.</param>
    /// <exception cref="YardException">The list failed.</exception>
    public async Task<ResourceCache<T>> WatchAsync<T>(ResourceScope scope, Action<YardException>? trouble = null, CancellationToken cancellation = default)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var watch = new ResourceWatch<T>(this, scope, trouble);
        await watch.ListAsync(cancellation);
        return new ResourceCache<T>(watch);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static NetworkCredential? CredentialsOf(Uri proxy) =>
        proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest] ? new NetworkCredential(Uri.UnescapeDataString(user), rest is [var password] ? Uri.UnescapeDataString(password) : "") : null;

    private YardException Failure(Exception failed, ClusterRequest asked) =>
        ClusterFailure.IsTransport(failed)
            ? ClusterFailure.OfTransport(failed, asked, Address)
            : ClusterFailure.Of(failed, asked);
}
