using Modelyard.Diagnostics;

namespace Modelyard.Releases.Deploying;

/// <summary>What keeps a release from being live on a cluster.</summary>
[DiagnosticCodes]
public static class DeployCodes
{
    public static readonly DiagnosticCode NoPlace = new(
        "YARD5501",
        "There is no place to deploy to",
        "Give the environment registry: and serving: { context, namespace } in pipelines/environments.yaml, or name another by --environment.");

    public static readonly DiagnosticCode NothingWanted = new(
        "YARD5502",
        "No release is wanted in the environment",
        "Write models/MODEL/releases/ENVIRONMENT.yaml; `yard validate` checks it.");

    public static readonly DiagnosticCode NoClaim = new(
        "YARD5503",
        "A version is served from a volume that its place does not have",
        "Give the serving place a claim of its own that holds the store, since one claim serves one namespace; or package the version baked or image-volume.");

    public static readonly DiagnosticCode NotInRegistry = new(
        "YARD5504",
        "A release names what its registry does not have",
        "Push the version there: yard push MODEL@VERSION --registry ENVIRONMENT; training on the environment's cluster does so by itself. What was live stays live.");

    public static readonly DiagnosticCode RolloutStalled = new(
        "YARD5505",
        "A version does not become ready",
        "The reason is in the message. What was live still answers; correct it and deploy again, or take the change back.");

    public static readonly DiagnosticCode OlderCommit = new(
        "YARD5506",
        "An older commit would replace a newer one that is live",
        "Deploy a commit that holds what is live: to go back, revert in git and deploy the revert.");

    public static readonly DiagnosticCode OthersObject = new(
        "YARD5507",
        "An object of that name belongs to somebody else",
        "A namespace serves one environment of one repository: give this one another namespace in pipelines/environments.yaml, or delete the object.");

    public static readonly DiagnosticCode NoMesh = new(
        "YARD5508",
        "Istio is not installed on the cluster",
        "Install Istio, or have the platform's team do it (`infra/` brings it): versions are routed by its VirtualService and DestinationRule. Nothing was changed.");

    public static readonly DiagnosticCode NoMonitors = new(
        "YARD5509",
        "The Prometheus operator is not installed on the cluster",
        "Models are deployed without PodMonitors, so nothing scrapes them; install the operator and deploy again.");

    public static readonly DiagnosticCode NotAwaited = new(
        "YARD5510",
        "A gateway's table could not be asked for",
        "Allow `get` on pods/proxy in the serving namespace, or read the message. Gateways follow by themselves within a minute or two; until then they deal by the table before.");

    public static readonly DiagnosticCode NotADeployLog = new(
        "YARD5511",
        "An entry of the deploy log cannot be read",
        "Something else was pushed there: the log of an environment is REGISTRY/deploys/ENVIRONMENT, with tags deploy-NNNNNN.");

    public static readonly DiagnosticCode NeverDeployed = new(
        "YARD5512",
        "Nothing was deployed there",
        "Deploy it: yard deploy --environment ENVIRONMENT.");

    public static readonly DiagnosticCode NotRendered = new(
        "YARD5513",
        "A folder for manifests holds something else",
        "Name an empty folder, or one that was rendered to before: files of others are never replaced.");

    public static readonly DiagnosticCode NoImageVolumes = new(
        "YARD5514",
        "The cluster cannot mount images as volumes",
        "The version is served with its weights in the server's image instead. Kubernetes mounts images from 1.35 on, with containerd 2.1 or CRI-O 1.31 and newer.");
}
