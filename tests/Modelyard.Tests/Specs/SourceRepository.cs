namespace Modelyard.Tests.Specs;

/// <summary>The working tree that the tests were built from.</summary>
internal static class SourceRepository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Modelyard.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests run outside the repository");
    }
}
