using System.Text.RegularExpressions;

namespace Modelyard;

/// <summary>Where the platform's own programs are: built ones beside each other, those in Python in the repository.</summary>
/// <param name="built">The folder with <c>step/</c>, <c>model-server/</c> and <c>cli/</c>.</param>
/// <param name="sources">The repository's <c>pipelines/</c>.</param>
public sealed partial class ProgramFolders(string built, string sources)
{
    /// <summary>The program that runs one attempt of a step.</summary>
    public string StepRunner => Path.Combine(built, "step", "yard-step");

    /// <summary>
    /// The project of that program, for images, which need it compiled in another way: of the repository, else of the clone that we were built
    /// in; <see langword="null"/> where neither has it.
    /// </summary>
    public string? StepRunnerProject => new[] { sources, Path.Combine(Environment.GetEnvironmentVariable("YARD_ROOT") ?? "/", "pipelines") }
        .Concat(Above(built))
        .Select(pipelines => Path.Combine(pipelines, "StepRunner", "StepRunner.csproj"))
        .FirstOrDefault(File.Exists);

    /// <summary>The same programs, with those in Python of another working tree.</summary>
    /// <param name="root">A repository's root.</param>
    public ProgramFolders For(string root) => new(built, Path.Combine(root, "pipelines"));

    /// <summary>The folder of a program by its name in <c>pipelines/</c>: <c>ModelServer</c>, <c>FlaskServer</c>.</summary>
    public string Of(string program)
    {
        var folder = Path.Combine(built, WordStart().Replace(program, "-$0").TrimStart('-').ToLowerInvariant());
        return Directory.Exists(folder) ? folder : Path.Combine(sources, program);
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place)) yield return Path.Combine(place, "pipelines");
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();
}
