using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Modelyard.Clusters;

namespace Modelyard.TestClusters;

/// <summary>
/// A server that speaks the protocol of a Kubernetes API server, with a store in memory and no controllers: a test makes, finishes and deletes what they
/// would, and says where answers fail. Sources: the API concepts and API conventions of Kubernetes.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    /// <summary>The namespace that is there.</summary>
    public const string Namespace = "yard";

    /// <summary>The token that is accepted.</summary>
    public const string Token = "test-token";

    private readonly WebApplication _application;
    private readonly List<AskedRequest> _requests = [];

    private TestCluster(WebApplication application, TestCertificate? certificate)
    {
        _application = application;
        Certificate = certificate;
    }

    /// <summary>The objects; a test changes them as controllers would.</summary>
    public ObjectStore Objects { get; } = new();

    /// <summary>The logs of containers.</summary>
    public PodLogStore Logs { get; } = new();

    /// <summary>Of the server and its authority, where it speaks TLS.</summary>
    public TestCertificate? Certificate { get; }

    /// <summary>Answers in the place of the server, where it gives true; see <see cref="Faults"/>.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>What may be done: resource (<c>jobs.batch</c>) and verb; everything, where it is not set. What may not is a 403.</summary>
    public Func<string, string, bool>? May { get; set; }

    /// <summary>The server's address, with a slash at its end.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

    /// <summary>Everything that was asked, in order.</summary>
    public IReadOnlyList<AskedRequest> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    /// <summary>How often a verb was asked of a resource: <c>Count("list", "jobs.batch")</c>.</summary>
    public int Count(string verb, string resource) => Requests.Count(asked => asked.Verb == verb && asked.Resource == resource);

    /// <summary>Starts on a free port of this machine.</summary>
    /// <param name="certificate">To speak TLS; HTTP/2 then, as real servers do.</param>
    public static async Task<TestCluster> StartAsync(TestCertificate? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate.Server);
        }));
        var application = builder.Build();
        var cluster = new TestCluster(application, certificate);
        application.Run(cluster.AnswerAsync);
        await application.StartAsync(CancellationToken.None);
        return cluster;
    }

    /// <summary>Writes a kubeconfig with the context <c>test</c> for this server.</summary>
    /// <returns>Its path.</returns>
    public string WriteKubeconfig(string folder, string token = Token)
    {
        var path = Path.Combine(folder, "kubeconfig");
        var authority = Certificate is null ? "" : $"\n    certificate-authority-data: {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Certificate.Authority.ExportCertificatePem()))}";
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
            - name: test
              context: {"{"} cluster: test, user: test, namespace: {Namespace} {"}"}
            clusters:
            - name: test
              cluster:
                server: {Address.ToString().TrimEnd('/')}{authority}
            users:
            - name: test
              user: {"{"} token: {token} {"}"}

            """);
        return path;
    }

    /// <summary>A connection to this server.</summary>
    public async Task<ClusterConnection> OpenAsync(ClusterOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("yard-tests-");
        try
        {
            var kubeconfig = WriteKubeconfig(folder.FullName);
            return await ClusterConnection.OpenAsync("test", null, (options ?? new ClusterOptions()) with { Variable = name => name == "KUBECONFIG" ? kubeconfig : null });
        }
        finally
        {
            folder.Delete(true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Objects.EndWatches();
        // Not StopAsync alone, which would wait for connections that are kept open.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var asked = AskedRequest.Read(context.Request);
        lock (_requests) _requests.Add(asked);
        if (Instead is { } instead && await instead(context)) return;
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await Answers.FailAsync(context, 401, "Unauthorized", "Unauthorized");
            return;
        }

        if (asked.Path == "version")
        {
            await Answers.WriteAsync(context, 200, new JsonObject { ["major"] = "1", ["minor"] = "26", ["gitVersion"] = "v1.26.0" });
        }
        else if (asked.Plural is "selfsubjectaccessreviews")
        {
            await ReviewAsync(context);
        }
        else if (May?.Invoke(asked.Resource, asked.Verb) == false)
        {
            var (plural, group) = asked.Resource.Split('.', 2) is [var one, var two] ? (one, two) : (asked.Resource, "");
            await Answers.FailAsync(context, 403, "Forbidden", $"{asked.Resource} is forbidden: User \"system:serviceaccount:{Namespace}:yard-driver\" cannot {asked.Verb} resource \"{plural}\" in API group \"{group}\" in the namespace \"{asked.Namespace}\"");
        }
        else if (asked.Part == "log")
        {
            await Logs.AnswerAsync(context, asked);
        }
        else
        {
            await Objects.AnswerAsync(context, asked);
        }
    }

    private async Task ReviewAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: CancellationToken.None))!;
        var what = k8s.KubernetesJson.Deserialize<V1SelfSubjectAccessReview>(review).Spec.ResourceAttributes;
        var resource = what.Resource + (what.Subresource is null ? "" : $"/{what.Subresource}") + (string.IsNullOrEmpty(what.Group) ? "" : $".{what.Group}");
        review["status"] = new JsonObject { ["allowed"] = May?.Invoke(resource, what.Verb) ?? true };
        await Answers.WriteAsync(context, 201, review);
    }
}
