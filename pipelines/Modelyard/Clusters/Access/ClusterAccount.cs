namespace Modelyard.Clusters.Access;

/// <summary>
/// An account of ours on a cluster and exactly what it may do there. The one place that says so: `infra/` compiles this very file into the program
/// that makes the accounts (decision 0030), and the cluster tests run as them.
/// </summary>
/// <param name="Name">Of the ServiceAccount, the Role and the RoleBinding alike.</param>
/// <param name="MountsToken">Whether its pods may speak to the API server.</param>
/// <param name="Rules">None: it may do nothing, and has no Role.</param>
public sealed record ClusterAccount(string Name, bool MountsToken, IReadOnlyList<AccessRule> Rules)
{
    /// <summary>
    /// Runs a pipeline inside the cluster: a pod of this account makes the Jobs of steps, watches them and reads why they failed. Whoever may create Jobs
    /// or pods may use every secret and every account of the namespace, so that namespace must hold no other (<c>NamespaceExposure</c>).
    /// </summary>
    public static ClusterAccount Driver { get; } = new("yard-driver", true,
    [
        new AccessRule("jobs.batch", "steps and fingerprints; patched to add an owner", "create", "get", "list", "watch", "patch", "delete"),
        new AccessRule("pods", "why a step does not run; servers that are blessed are pods", "get", "list", "watch", "create", "delete"),
        new AccessRule("pods/log", "a step's lines, and the last ones of a failure", "get"),
        AccessRule.Read("events", "what a pod's status does not tell: a registry's answer, a volume that is not mounted"),
    ]);

    /// <summary>Starts a driver from outside, follows it, and cancels a run: what <c>yard run --on kubernetes</c> needs.</summary>
    public static ClusterAccount Submitter { get; } = new("yard-submitter", false,
    [
        new AccessRule("jobs.batch", "the driver; steps, to cancel them", "create", "get", "list", "watch", "patch", "delete"),
        AccessRule.Read("pods", "the driver's pod"),
        new AccessRule("pods/log", "the driver's lines", "get"),
        AccessRule.Read("events", "why the driver does not start"),
        new AccessRule("persistentvolumeclaims", "whether the store's volume is there", "get"),
    ]);

    /// <summary>A step: it speaks to nobody, and its pod gets no token.</summary>
    public static ClusterAccount Step { get; } = new("yard-step", false, []);

    /// <summary>Makes a serving namespace what git says: what <c>yard deploy</c> needs.</summary>
    public static ClusterAccount Deployer { get; } = new("yard-deployer", false,
    [
        AccessRule.Own("deployments.apps", "a version's servers"),
        AccessRule.Own("services", "a model's address"),
        AccessRule.Own("configmaps", "settings, and the gateway's table"),
        AccessRule.Own("serviceaccounts", "of a version's pods, without rights"),
        AccessRule.Own("horizontalpodautoscalers.autoscaling", "how many servers"),
        AccessRule.Own("poddisruptionbudgets.policy", "how many at least"),
        AccessRule.Own("destinationrules.networking.istio.io", "a version's subset"),
        AccessRule.Own("virtualservices.networking.istio.io", "a release's weights"),
        AccessRule.Own("podmonitors.monitoring.coreos.com", "what is scraped"),
        new AccessRule("leases.coordination.k8s.io", "one deploy at a time", "get", "list", "watch", "create", "update"),
        new AccessRule("jobs.batch", "brings models to a shared TensorFlow Serving; who may make Deployments gains nothing by it", "get", "list", "watch", "create", "delete"),
        AccessRule.Read("pods", "whether a version is ready, and why not"),
        AccessRule.Read("replicasets.apps", "which pods are of the newest template"),
        AccessRule.Read("endpointslices.discovery.k8s.io", "whether a Service knows the pods"),
        new AccessRule("pods/log", "the last lines of a server that does not start", "get"),
        new AccessRule("pods/proxy", "which table a gateway deals by", "get"),
        AccessRule.Read("events", "what a pod's status does not tell"),
    ]);
}
