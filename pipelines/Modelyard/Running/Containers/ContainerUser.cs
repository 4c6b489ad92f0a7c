using System.Runtime.InteropServices;
using Modelyard.Content;

namespace Modelyard.Running.Containers;

/// <summary>
/// Who runs in a container. What root starts runs as nobody that the host knows, and is lent the folders that it writes; what anybody else
/// starts runs as that user.
/// </summary>
/// <param name="Id">The number of user and group in the container.</param>
/// <param name="Options">What tells the engine.</param>
/// <param name="IsLent">Whether folders must be handed over and taken back.</param>
public sealed partial record ContainerUser(uint Id, IReadOnlyList<string> Options, bool IsLent)
{
    private const uint Nobody = 65532;
    private const UnixFileMode Open = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    internal static ContainerUser Of(ContainerEngine engine)
    {
        var own = GetEffectiveUser();
        if (own == 0 && !engine.Rootless) return new ContainerUser(Nobody, ["--user", $"{Nobody}:{Nobody}"], IsLent: true);
        // The root of a rootless Docker is this user outside, as is this user's own number with podman's keep-id.
        if (engine is { Rootless: true, Kind: EngineKind.Docker }) return new ContainerUser(0, ["--user", "0:0"], IsLent: false);
        var group = GetEffectiveGroup();
        return new ContainerUser(own, engine.Rootless ? ["--userns", "keep-id", "--user", $"{own}:{group}"] : ["--user", $"{own}:{group}"], IsLent: false);
    }

    /// <summary>Lets the container write to these files and folders.</summary>
    public void Lend(IEnumerable<string> places)
    {
        if (IsLent) foreach (var place in places) Own(place, Id);
    }

    /// <summary>Takes them back, with all that was written there: what is kept is nobody else's.</summary>
    public void TakeBack(IEnumerable<string> places)
    {
        if (!IsLent) return;
        foreach (var place in places.Where(Path.Exists))
        {
            Own(place, 0);
            if (Directory.Exists(place)) foreach (var entry in FolderWalk.Below(place)) Own(entry.FullName, 0);
        }
    }

    /// <summary>Lets the container read these folders, whatever the mask that they were made under.</summary>
    public void LetRead(IEnumerable<string> folders)
    {
        if (!IsLent) return;
        foreach (var folder in folders.Where(folder => Directory.Exists(folder) && !IsOpen(folder)))
        {
            foreach (var inner in FolderWalk.Below(folder).Where(FolderWalk.IsFolder).Append(new DirectoryInfo(folder))) inner.UnixFileMode |= Open;
        }
    }

    private static bool IsOpen(string folder) => (File.GetUnixFileMode(folder) & Open) == Open;

    // What names cannot be written in UTF-8 stays lent; it is refused as an output anyway.
    private static void Own(string path, uint user) => _ = ChangeOwner(path, user, user);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEffectiveGroup();

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
