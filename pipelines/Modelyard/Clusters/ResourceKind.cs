using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace Modelyard.Clusters;

/// <summary>What the API calls a type of object.</summary>
/// <param name="Group">Empty for the core group (pods, services).</param>
/// <param name="Version"><c>v1</c></param>
/// <param name="Kind"><c>Job</c></param>
/// <param name="Plural"><c>jobs</c>, as in addresses and roles.</param>
public sealed record ResourceKind(string Group, string Version, string Kind, string Plural)
{
    private static readonly ConcurrentDictionary<Type, ResourceKind> Known = new();

    /// <summary><c>batch/v1</c>, or <c>v1</c> of the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>jobs.batch</c>, as kubectl and roles spell it.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The kind of a model class, by its <see cref="KubernetesEntityAttribute"/>.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static ResourceKind Of<T>() => Known.GetOrAdd(typeof(T), static type =>
    {
        var entity = type.GetKubernetesTypeMetadata();
        return new ResourceKind(entity.Group ?? "", entity.ApiVersion, entity.Kind, entity.PluralName);
    });

    /// <summary>The address of one object, or of all, below the API server's.</summary>
    /// <param name="namespace"><see langword="null"/> for objects of the whole cluster.</param>
    /// <param name="name"><see langword="null"/> for all.</param>
    public string Path(string? @namespace, string? name = null) =>
        (Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}")
        + (@namespace is null ? "" : $"/namespaces/{Uri.EscapeDataString(@namespace)}")
        + $"/{Plural}"
        + (name is null ? "" : $"/{Uri.EscapeDataString(name)}");
}
