using System.Diagnostics;
using System.Text.Json;

namespace Modelyard.Tests.Processes;

/// <summary>A store for runs in containers. When it goes, its images go from the engine.</summary>
/// <remarks>
/// <c>YARD_TEST_BASES</c> names a folder where suites leave what they assembled for those after them: packages of Debian, which take minutes to unpack.
/// </remarks>
public sealed class ContainerStore : IDisposable
{
    private static readonly string? Shared = Environment.GetEnvironmentVariable("YARD_TEST_BASES");

    private readonly TemporaryFolder _folder = new();

    public ContainerStore()
    {
        if (Shared is not null && Directory.Exists(Shared)) Copy(Shared, Path);
    }

    /// <summary>The store.</summary>
    public string Path => At("store");

    /// <summary>A place beside the store.</summary>
    public string At(string name) => System.IO.Path.Combine(_folder.Path, name);

    /// <summary>Takes away what binds a repository's images to versions of Debian's packages: then they are what they are on this machine.</summary>
    public static void Unlock(string repository)
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(repository, "pipelines", "Runtimes"), "images.*.lock")) File.Delete(file);
    }

    /// <summary>Names of the containers that there are of this store, whatever their state.</summary>
    public string Containers() => Podman("ps", "--all", "--filter", $"label=modelyard.store={Path}", "--format", "{{.Names}}");

    public void Dispose()
    {
        var index = System.IO.Path.Combine(Path, "registry", "index.json");
        if (Shared is not null && Directory.Exists(System.IO.Path.Combine(Path, "bases"))) Copy(Path, Shared);
        if (File.Exists(index)) Podman(["rmi", "--force", "--ignore", .. Tags(index).Select(tag => $"localhost/modelyard:{tag}")]);
        _folder.Dispose();
    }

    // Blobs and records are never written to once they have their names, so that two stores can have one file.
    private static void Copy(string from, string to)
    {
        foreach (var part in (string[])["bases", "registry/blobs/sha256"])
        {
            Directory.CreateDirectory(System.IO.Path.Combine(to, part));
            using var copy = Process.Start("sh", ["-c", "cp -aln \"$1/.\" \"$2\" 2>/dev/null || cp -an \"$1/.\" \"$2\"", "sh", System.IO.Path.Combine(from, part), System.IO.Path.Combine(to, part)]);
            copy.WaitForExit();
        }
    }

    private static List<string> Tags(string index)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(index));
        return [.. document.RootElement.GetProperty("manifests").EnumerateArray()
            .Select(manifest => manifest.TryGetProperty("annotations", out var annotations) && annotations.TryGetProperty("org.opencontainers.image.ref.name", out var tag) ? tag.GetString() : null)
            .OfType<string>()];
    }

    private static string Podman(params string[] arguments)
    {
        using var podman = Process.Start(new ProcessStartInfo("podman", arguments) { RedirectStandardOutput = true })!;
        var output = podman.StandardOutput.ReadToEnd();
        podman.WaitForExit();
        return output;
    }
}
