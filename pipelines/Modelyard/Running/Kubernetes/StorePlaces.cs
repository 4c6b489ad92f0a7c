using Modelyard.Content;

namespace Modelyard.Running.Kubernetes;

/// <summary>Where things are in pods: the driver mounts the whole store, a step only what it reads and its own attempt, each under the path that it has for the driver.</summary>
internal static class StorePlaces
{
    /// <summary>Where the store's volume is mounted.</summary>
    public const string Store = "/store";

    /// <summary>Where the login of the registry is mounted.</summary>
    public const string Docker = "/yard/docker";

    /// <summary>Who runs in pods: user and group.</summary>
    public const long User = 65532;

    /// <summary>Digits of a key in names of Jobs and folders.</summary>
    public const int KeyDigits = 20;

    /// <summary>The folder of an attempt below the staging area: it outlives the process that made it, and is found by its name.</summary>
    public static string Attempt(Digest key, int attempt) => $"{key.Hex[..KeyDigits]}-{attempt}";
}
