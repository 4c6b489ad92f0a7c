using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>What can go wrong between us and a Kubernetes cluster.</summary>
[DiagnosticCodes]
public static class ClusterCodes
{
    public static readonly DiagnosticCode NoKubeconfig = new("YARD8501", "There is no kubeconfig",
        "Name one in KUBECONFIG, or put it where kubectl looks: ~/.kube/config. Inside a pod the service account's files are taken instead; its pod must mount them.");

    public static readonly DiagnosticCode BadKubeconfig = new("YARD8502", "A kubeconfig cannot be used",
        "Mend the entry that is named; `kubectl config view` shows what kubectl makes of the file.");

    public static readonly DiagnosticCode NoContext = new("YARD8503", "A kubeconfig does not have that context",
        "Write one of the contexts that are listed in pipelines/environments.yaml, or fetch the cluster's credentials with its provider's own command.");

    public static readonly DiagnosticCode PluginFailed = new("YARD8504", "A credential plugin of a kubeconfig is missing, or failed",
        "Install the program that is named, or run it by hand to see what it says.");

    public static readonly DiagnosticCode Unreachable = new("YARD8505", "A cluster cannot be reached",
        "Check that the cluster runs and that its address can be reached from here (a VPN, a proxy, a firewall); `kubectl --context CONTEXT version` must answer.");

    public static readonly DiagnosticCode TlsRefused = new("YARD8506", "A cluster's certificate is not trusted, or it does not speak TLS",
        "Fetch the cluster's credentials anew: the certificate authority in the kubeconfig is not the one that signed the API server's certificate, or the address is not one that it is for.");

    public static readonly DiagnosticCode CredentialsRefused = new("YARD8507", "A cluster does not accept the credentials",
        "They ran out, or were withdrawn: log in again with the cluster's provider, or fetch a new kubeconfig.");

    public static readonly DiagnosticCode Forbidden = new("YARD8508", "A cluster does not let this user do that",
        "Ask who runs the cluster for the role that the message spells out.");

    public static readonly DiagnosticCode KindMissing = new("YARD8509", "A cluster does not know a kind of object",
        "Install what defines it (Istio for traffic, the Prometheus operator for PodMonitors): what `infra/` brings up has it.");

    public static readonly DiagnosticCode NotFound = new("YARD8510", "A cluster does not have that object",
        "Somebody removed it, or it was never made; deploy or run again.");

    public static readonly DiagnosticCode NoNamespace = new("YARD8511", "A cluster does not have that namespace",
        "Make it (`pulumi up` in infra/, or `kubectl create namespace NAME`), or correct the environment in pipelines/environments.yaml.");

    public static readonly DiagnosticCode QuotaExceeded = new("YARD8512", "A quota of the namespace is used up",
        "Wait until something ends, ask for less, or ask who runs the cluster for a larger quota.");

    public static readonly DiagnosticCode Denied = new("YARD8513", "A rule of the cluster refuses an object",
        "An admission webhook, a pod security standard or a limit range refused it; the message says which. Change what it objects to, or ask who runs the cluster.");

    public static readonly DiagnosticCode WebhookFailed = new("YARD8514", "An admission webhook of the cluster does not answer",
        "What the cluster asks before it takes an object is down; ask who runs the cluster. Nothing was changed.");

    public static readonly DiagnosticCode AlreadyExists = new("YARD8515", "A cluster has an object of that name already",
        "Somebody made it at the same time, or it is of a run that is gone: run again, or delete it.");

    public static readonly DiagnosticCode ChangedMeanwhile = new("YARD8516", "An object was changed by somebody else meanwhile",
        "Run again: it works from the object as it is now.");

    public static readonly DiagnosticCode OwnedByOthers = new("YARD8517", "Fields of an object belong to another field manager",
        "Let the one who set them give them up, or leave them to it; `kubectl get --show-managed-fields -o yaml` shows who set what. We do not take fields away from others.");

    public static readonly DiagnosticCode Invalid = new("YARD8518", "A cluster finds an object invalid",
        "The fields are named as the cluster calls them; correct what they are made from in model.yaml or pipelines/environments.yaml.");

    public static readonly DiagnosticCode Busy = new("YARD8519", "A cluster is too busy",
        "It asked us to wait, and still was busy then; try again later.");

    public static readonly DiagnosticCode Failing = new("YARD8520", "A cluster keeps failing",
        "Its API server or the storage behind it is in trouble; ask who runs the cluster. What was asked may have been done: run again, everything is found as it is.");

    public static readonly DiagnosticCode Expired = new("YARD8521", "A cluster no longer has the versions of objects that were asked for",
        "Run again.");

    public static readonly DiagnosticCode Unexpected = new("YARD8522", "A cluster answers what was not expected",
        "Read what it says in the message; a proxy in between may have answered in its place.");

    public static readonly DiagnosticCode LeaseHeld = new("YARD8523", "Somebody else does the same at this time",
        "Wait for them to end. One that was killed is passed over when its lease has not been renewed for the time that the message says.");

    public static readonly DiagnosticCode LeaseLost = new("YARD8524", "The lease was lost to somebody else, or could not be renewed",
        "The cluster could not be reached for longer than the lease lasts. What was done stays; run again.");

    public static readonly DiagnosticCode ImageNotPulled = new("YARD8530", "A node cannot pull an image",
        "Check that the image was pushed to where the message says, and that the nodes may pull from there (a pull secret of the service account, an insecure registry).");

    public static readonly DiagnosticCode OutOfMemory = new("YARD8531", "A container was ended for memory",
        "Give it more: `resources.memory` of the step, `serving.memory` of the candidate.");

    public static readonly DiagnosticCode Evicted = new("YARD8532", "A node evicted a pod, or is gone",
        "The node ran short of memory or disk, or was taken away; it is tried again where retries are left.");

    public static readonly DiagnosticCode Unschedulable = new("YARD8533", "No node takes a pod",
        "Ask for less, or for what the nodes have: resources, node selector and tolerations of the environment's training or serving place.");

    public static readonly DiagnosticCode ClaimNotBound = new("YARD8534", "A PersistentVolumeClaim is not bound to a volume",
        "Make a volume that fits, or correct `claim` in pipelines/environments.yaml; `kubectl describe pvc NAME` says what it waits for.");

    public static readonly DiagnosticCode DeadlineExceeded = new("YARD8535", "A pod ran longer than it may",
        "Raise the step's timeout; time in which the pod waited for a node counts too.");

    public static readonly DiagnosticCode CrashLoop = new("YARD8536", "A container ends again and again",
        "Read its last lines in the message.");

    public static readonly DiagnosticCode NotStarted = new("YARD8537", "A container cannot be started",
        "Something that the pod names is missing or wrong: a ConfigMap, a Secret, a command, a user; the message says what.");

    public static readonly DiagnosticCode VolumeNotMounted = new("YARD8538", "A node cannot mount a volume",
        "Check that the volume's server can be reached from the node, and what the message says.");

    public static readonly DiagnosticCode Exited = new("YARD8539", "A container ended with an error",
        "Read its last lines in the message.");

    public static readonly DiagnosticCode PodsNotCreated = new("YARD8540", "A cluster makes no pods of a Job or Deployment",
        "The message says what refuses them.");
}
