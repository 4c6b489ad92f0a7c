using Modelyard.GitHub;

namespace Modelyard.Cli.Commands.GitHub;

/// <summary>A report as a file of Markdown, perhaps one that a fork's job wrote.</summary>
internal static class ReportFile
{
    private const long MostBytes = 8 << 20;

    /// <exception cref="Diagnostics.YardException">YARD8611.</exception>
    public static string Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw GitHubCodes.BadReport.Failure($"there is no file {path}");
        if (file.Length is 0 or > MostBytes) throw GitHubCodes.BadReport.Failure($"{path} has {file.Length} bytes, expected 1 to {MostBytes}");
        return File.ReadAllText(path);
    }
}
