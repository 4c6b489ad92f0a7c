namespace Modelyard.Clusters;

/// <summary>What was asked of a cluster, in the words of its roles.</summary>
/// <param name="Verb"><c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>, <c>patch</c>, <c>delete</c>.</param>
/// <param name="Resource"><c>pods</c>, <c>jobs.batch</c>, <c>pods/log</c>.</param>
/// <param name="Name">The object's; <see langword="null"/> for many.</param>
/// <param name="Namespace"><see langword="null"/> for what has none.</param>
public sealed record ClusterRequest(string Verb, string Resource, string? Name = null, string? Namespace = null)
{
    /// <summary>Something asked about objects of a model class.</summary>
    public static ClusterRequest For<T>(string verb, string? name, string? @namespace) => new(verb, ResourceKind.Of<T>().Resource, name, @namespace);

    /// <summary>Whether asking twice does what asking once does.</summary>
    internal bool IsRepeatable => Verb != "create";

    /// <summary><c>create jobs.batch 'a' in namespace 'b'</c></summary>
    public override string ToString() => $"{Verb} {Subject}{(Namespace is null ? "" : $" in namespace '{Namespace}'")}";

    /// <summary><c>jobs.batch 'a'</c></summary>
    internal string Subject => Name is null ? Resource : $"{Resource} '{Name}'";
}
