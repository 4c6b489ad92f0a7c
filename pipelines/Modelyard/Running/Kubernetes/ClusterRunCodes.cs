using Modelyard.Diagnostics;

namespace Modelyard.Running.Kubernetes;

/// <summary>Runs on clusters.</summary>
[DiagnosticCodes]
public static class ClusterRunCodes
{
    public static readonly DiagnosticCode NoPlace = new("YARD3201", "An environment has no place for training",
        "Give it training: with context, namespace and claim in pipelines/environments.yaml, or name another by --environment.");

    public static readonly DiagnosticCode NoRegistry = new("YARD3202", "An environment has no registry",
        "Pods pull images by digest, and versions go there: name one as registry: in pipelines/environments.yaml.");

    public static readonly DiagnosticCode ClaimMissing = new("YARD3203", "The volume of the store is not there",
        "Create the PersistentVolumeClaim, or name another as claim: in pipelines/environments.yaml.");

    public static readonly DiagnosticCode ClaimUnbound = new("YARD3204", "The volume of the store is not bound",
        "Look at the claim's events with `kubectl describe pvc`: a volume or a storage class is missing.");

    public static readonly DiagnosticCode StepPod = new("YARD3205", "A step's pod did not do its work",
        "The message says what the cluster said; correct that and run again.");

    public static readonly DiagnosticCode DriverEnded = new("YARD3206", "A run's driver ended before the run did",
        "Run the same command again: what is done is cached, and what still runs is taken up.");

    public static readonly DiagnosticCode StoreNotWritable = new("YARD3207", "The driver cannot write to the store's volume",
        "Pods run as user 65532: give the volume's root to it.");

    public static readonly DiagnosticCode SourceElsewhere = new("YARD3208", "A source cannot be read for a cluster",
        "Its data is on a machine: run the command where it is.");

    public static readonly DiagnosticCode ServerPod = new("YARD3209", "A server's pod did not become ready",
        "The message says what the cluster or the server said.");

    public static readonly DiagnosticCode NoGpu = new("YARD3210", "A step asks for GPUs that this place cannot give",
        "It runs without; run on a cluster for GPUs.");
}
