namespace Modelyard.Tests.Shared;

/// <summary>An image as somebody with nothing but podman sees it. It goes from podman's storage when disposed.</summary>
internal sealed class PodmanImage : IDisposable
{
    // What an engine that root starts needs here; `--on container` finds it out by itself.
    private static readonly string[] Runtime = Environment.IsPrivilegedProcess ? ["--runtime", "runc"] : [];
    private static readonly string[] Limits = Environment.IsPrivilegedProcess ? ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=4096:4096"] : [];

    /// <param name="reference">As skopeo reads it: <c>oci:FOLDER:TAG</c>.</param>
    public PodmanImage(string reference) => Programs.Run("skopeo", "copy", "-q", reference, $"containers-storage:{Name}");

    /// <summary>What podman calls it. By <c>podman pull</c> it would be called after its layout, whose path must be lower-case then.</summary>
    public string Name { get; } = $"localhost/yard-tests:{Guid.NewGuid():N}";

    /// <summary>Runs it to its end, without a network, and gives what it printed.</summary>
    /// <param name="options">Of <c>podman run</c>.</param>
    /// <param name="arguments">What its program is given.</param>
    public string Run(IEnumerable<string> options, params IEnumerable<string> arguments) =>
        Programs.Run("podman", [.. Runtime, "run", "--rm", "--network", "none", .. Limits, .. options, Name, .. arguments]);

    /// <summary>Starts it, on this machine's network.</summary>
    /// <param name="container">A name for it; who starts it removes it.</param>
    public void Start(string container, params IEnumerable<string> options) =>
        Programs.Run("podman", [.. Runtime, "run", "--detach", "--name", container, "--network", "host", .. Limits, .. options, Name]);

    public void Dispose() => Programs.Run("podman", "rmi", "--force", "--ignore", Name);
}
