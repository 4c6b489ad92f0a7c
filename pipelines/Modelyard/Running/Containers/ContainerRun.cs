namespace Modelyard.Running.Containers;

/// <summary>One container, from its start to its end.</summary>
public sealed record ContainerRun
{
    public required string Name { get; init; }

    public required ContainerImage Image { get; init; }

    /// <summary>The program; the image's own where none is named.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>What the program is given.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables beside the image's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What of the host is there; nothing else is, and nothing of the image can be written to.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Whether it shares this machine's network; else it has none.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Bytes that it may hold; none: no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>Processor cores that it may use at once; none: no limit.</summary>
    public int? Cpus { get; init; }

    /// <summary>Whether it stays when it has ended, so that the engine can be asked how; who runs it removes it.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether its input is the client's, and ends with it.</summary>
    public bool Interactive { get; init; }
}

/// <summary>A file or folder of the host in a container.</summary>
/// <param name="Path">Absolute, on the host.</param>
/// <param name="At">Where it is in the container; in the same place where none is named.</param>
public sealed record ContainerMount(string Path, bool Writable = false, string? At = null)
{
    internal IEnumerable<string> Options => Path.Contains(':', StringComparison.Ordinal)
        ? ["--mount", $"type=bind,source={Path},destination={At ?? Path}{(Writable ? "" : ",readonly")}"]
        : ["--volume", $"{Path}:{At ?? Path}:{(Writable ? "rw" : "ro")}"];
}
