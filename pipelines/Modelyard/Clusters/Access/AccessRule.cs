namespace Modelyard.Clusters.Access;

/// <summary>Verbs that an account needs on a resource of its namespace, and what for.</summary>
/// <param name="Resource"><c>jobs.batch</c>, <c>pods/log</c>.</param>
/// <param name="Why">One clause, for who reviews it.</param>
public sealed record AccessRule(string Resource, string Why, params string[] Verbs)
{
    /// <summary>Reading and following.</summary>
    public static AccessRule Read(string resource, string why) => new(resource, why, "get", "list", "watch");

    /// <summary>Reading, following and everything that server-side apply and pruning need.</summary>
    public static AccessRule Own(string resource, string why) => new(resource, why, "get", "list", "watch", "create", "patch", "delete");

    /// <summary>The resource's plural and its API group, which is empty for the core's.</summary>
    public (string Plural, string Group) Kind => Resource.Split('.', 2) is [var plural, var group] ? (plural, group) : (Resource, "");
}
