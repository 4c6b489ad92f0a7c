namespace Modelyard.Cli;

/// <summary>Finds the repository, its store and the built programs.</summary>
internal static class WorkspaceLocation
{
    /// <summary>Set by <c>./yard</c> to the folder that it stands in.</summary>
    private const string RootVariable = "YARD_ROOT";

    /// <param name="root"><c>--root</c>, if given.</param>
    /// <param name="store"><c>--store</c>, if given.</param>
    public static Workspace Open(string? root, string? store)
    {
        var found = Path.GetFullPath(root ?? Environment.GetEnvironmentVariable(RootVariable) ?? Above(Environment.CurrentDirectory) ?? Environment.CurrentDirectory);
        if (!IsRoot(found)) throw CliCodes.NoRepository.Failure($"{found} is not a Modelyard repository; expected the folders models/ and pipelines/ in it", "name it with --root DIR");
        var folder = Path.GetFullPath(store ?? Path.Combine(found, ".yard"));
        // The programs are built beside this one: <built>/cli/yard.dll.
        var built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, ".."));
        return new Workspace(found, folder, new ProgramFolders(built, Path.Combine(found, "pipelines")), TimeProvider.System);
    }

    private static string? Above(string folder)
    {
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            if (IsRoot(place)) return place;
        }

        return null;
    }

    private static bool IsRoot(string folder) => Directory.Exists(Path.Combine(folder, "models")) && Directory.Exists(Path.Combine(folder, "pipelines"));
}
