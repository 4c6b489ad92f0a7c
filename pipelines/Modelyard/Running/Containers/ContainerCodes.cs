using Modelyard.Diagnostics;

namespace Modelyard.Running.Containers;

/// <summary>What can go wrong between a step or a server and the container that it runs in.</summary>
[DiagnosticCodes]
public static class ContainerCodes
{
    public static readonly DiagnosticCode NoEngine = new("YARD3101", "There is no container engine",
        "Install podman (`sudo apt-get install -y podman`) or Docker, or name the program in YARD_CONTAINER_ENGINE.");

    public static readonly DiagnosticCode EngineSilent = new("YARD3102", "The container engine does not answer",
        "Its last words say why; with Docker the daemon must run and let this user in.");

    public static readonly DiagnosticCode CannotStart = new("YARD3103", "The container engine cannot start a container here",
        "The message says what was tried and how each try ended. `podman run` with the same options shows more.");

    public static readonly DiagnosticCode ImageNotLoaded = new("YARD3104", "An image could not be loaded into the container engine",
        "Its last words say why; most often the disk is full, or the layout under the store was damaged: remove it, it is built again.");

    public static readonly DiagnosticCode LimitMissing = new("YARD3105", "The container engine cannot hold containers to a limit",
        "Nothing to do where memory is ample. The controllers cpu and memory must be delegated to the engine: a rootless one needs control groups v2.");

    public static readonly DiagnosticCode StepContainer = new("YARD3106", "The container of a step ended without an outcome",
        "Its last words say why; run again, and see `podman logs` or the daemon's journal when it happens more than once.");

    public static readonly DiagnosticCode LocksDiffer = new("YARD3107", "A runtime is another in its image than on this machine",
        "Nothing to do: steps in containers have keys of their own. Install the same versions here, or build the base of them, to share what was run.");
}
