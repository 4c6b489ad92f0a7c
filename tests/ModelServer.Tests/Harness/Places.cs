namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Where things are, from the folder that the tests run in.</summary>
internal static class Places
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The conformance cases that every server must answer alike.</summary>
    public static string ProtocolCases => Path.Combine(Repository, "tests/Protocol/cases.json");

    public static string Components => Path.Combine(Repository, "pipelines/Components");

    public static string Runtimes => Path.Combine(Repository, "pipelines/Runtimes");

    /// <summary>Python programs of these tests.</summary>
    public static string Models => Path.Combine(Repository, "tests/ModelServer.Tests/Models");

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Modelyard.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"no Modelyard.slnx above {AppContext.BaseDirectory}");
    }
}
