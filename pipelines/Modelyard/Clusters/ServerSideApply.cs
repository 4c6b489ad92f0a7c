using k8s;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>How an object is applied.</summary>
/// <param name="DryRun">Whether the server only says what it would make of it, with all defaults and admission rules.</param>
/// <param name="Force">Whether fields are taken away from their owners.</param>
public sealed record ApplyOptions(bool DryRun = false, bool Force = false);

/// <summary>
/// Declares the fields of an object that are ours (server-side apply): what we said before and no longer say goes, what others said stays. Applying the
/// same twice changes nothing, not even the resource version.
/// </summary>
public static class ServerSideApply
{
    /// <summary>Who we are to the server, in <c>managedFields</c>.</summary>
    public const string FieldManager = "modelyard";

    /// <summary>Applies one object, and gives it as the server has it then.</summary>
    /// <typeparam name="T">A model of the client, or a record of ours with a <see cref="KubernetesEntityAttribute"/>.</typeparam>
    /// <param name="wanted">Only what we want to own; its name is needed, its namespace defaults to the connection's. Status and what the server fills in are left out.</param>
    /// <exception cref="YardException">Fields belong to others (<c>YARD8517</c>, by owner), the kind is not installed, or whatever else <see cref="ClusterFailure"/> says.</exception>
    public static async Task<T> ApplyAsync<T>(this ClusterConnection cluster, T wanted, ApplyOptions? options = null, CancellationToken cancellation = default)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        options ??= new ApplyOptions();
        var kind = ResourceKind.Of<T>();
        wanted.ApiVersion = kind.ApiVersion;
        wanted.Kind = kind.Kind;
        var name = wanted.Metadata?.Name ?? throw new ArgumentException("an object to apply has no name", nameof(wanted));
        var @namespace = wanted.Metadata.NamespaceProperty ?? cluster.Namespace;
        var path = $"{kind.Path(@namespace, name)}?fieldManager={FieldManager}&force={(options.Force ? "true" : "false")}{(options.DryRun ? "&dryRun=All" : "")}";
        return await cluster.AskAsync(
            new ClusterRequest("patch", kind.Resource, name, @namespace),
            (_, stop) => cluster.Transport.ReadAsync<T>(HttpMethod.Patch, path, AppliedDocument.Of(wanted), "application/apply-patch+yaml", stop),
            cancellation);
    }
}
