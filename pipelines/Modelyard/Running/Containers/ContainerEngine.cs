namespace Modelyard.Running.Containers;

/// <summary>Whose command line an engine understands.</summary>
public enum EngineKind
{
    Podman,
    Docker,
}

/// <summary>A container engine of this machine, with what it takes here to start a container.</summary>
/// <param name="Program">Absolute path.</param>
/// <param name="Version">Of the engine, for people.</param>
/// <param name="Rootless">Whether it runs without root: its root is then this user.</param>
/// <param name="Start">Options that every container needs here, since without them none starts.</param>
/// <param name="LimitsMemory">Whether it holds containers to an amount of memory.</param>
/// <param name="LimitsCpus">Whether it holds containers to a number of processor cores.</param>
public sealed record ContainerEngine(
    string Program, EngineKind Kind, string Version, bool Rootless, IReadOnlyList<string> Start, bool LimitsMemory, bool LimitsCpus)
{
    /// <summary>Who runs in containers. Never root, and always somebody whom this process can give folders to.</summary>
    public ContainerUser User => ContainerUser.Of(this);

    /// <summary>The arguments that run a container to its end.</summary>
    public IReadOnlyList<string> Run(ContainerRun run) =>
    [
        "run", .. run.IsKept ? [] : (IEnumerable<string>)["--rm"], "--pull=never", "--name", run.Name, .. run.Interactive ? ["--interactive"] : (IEnumerable<string>)[],
        .. Start,
        "--network", run.HostNetwork ? "host" : "none",
        "--read-only", "--tmpfs", "/tmp:rw,mode=1777", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
        // Labels of mounted folders stay as they are: the store is not the engine's to relabel.
        .. Directory.Exists("/sys/fs/selinux/policy_capabilities") ? ["--security-opt", "label=disable"] : (IEnumerable<string>)[],
        .. User.Options,
        .. run.Labels.SelectMany(label => (IEnumerable<string>)["--label", $"{label.Key}={label.Value}"]),
        .. run.Mounts.SelectMany(mount => mount.Options),
        .. run.Memory is { } memory && LimitsMemory ? ["--memory", $"{memory}"] : (IEnumerable<string>)[],
        .. run.Cpus is { } cpus && LimitsCpus ? ["--cpus", $"{cpus}"] : (IEnumerable<string>)[],
        .. run.Environment.SelectMany(variable => (IEnumerable<string>)["--env", $"{variable.Key}={variable.Value}"]),
        .. run.Entrypoint is { } program ? ["--entrypoint", program] : (IEnumerable<string>)[],
        Kind == EngineKind.Podman ? run.Image.Id.Hex : run.Image.Name,
        .. run.Arguments,
    ];

    /// <summary>The arguments that end a container, whatever it does, and remove it. Succeeds where it is gone already.</summary>
    public IReadOnlyList<string> Remove(string name) => Kind == EngineKind.Podman ? ["rm", "--force", "--ignore", "--time", "0", name] : ["rm", "--force", name];
}
