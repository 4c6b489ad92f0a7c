using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Requirements;

/// <summary>Lets pip install what a model requires, as the machine's settings of pip (PIP_… and pip.conf) say where from.</summary>
internal sealed class PipInstallation(string folder, string interpreter, SetupJournal journal)
{
    // Where to is ours to say, and messages are read.
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["PIP_USER"] = null,
        ["PIP_TARGET"] = null,
        ["PIP_PREFIX"] = null,
        ["PIP_ROOT"] = null,
        ["PIP_DRY_RUN"] = null,
        ["PIP_REQUIRE_VIRTUALENV"] = null,
        ["LC_ALL"] = "C.UTF-8",
    };

    /// <summary>Installs; the lines are all that is, since what a package needs is to be named as well.</summary>
    /// <returns>What went wrong: one problem a line, as far as pip tells.</returns>
    public async Task<IReadOnlyList<Diagnostic>> RunAsync(ModelRequirements requirements, CancellationToken cancellation)
    {
        var problems = new List<Diagnostic>();
        var left = requirements.Lines.ToList();
        // pip ends at the first line that it cannot do; without that line it is asked for the next.
        while (left.Count > 0)
        {
            var result = await AskAsync(left, tryOnly: problems.Count > 0, cancellation);
            if (result.Succeeded) break;
            var failure = PipFailure.Of(result, requirements, left, journal.Log);
            // Asked whether it could install the rest, an old pip does not know the question.
            if (problems.Count > 0 && failure.Line is null) break;
            problems.Add(failure.Problem);
            if (failure.Line is null || failure.IsOutOfReach) break;
            left.Remove(failure.Line);
        }

        return problems;
    }

    private Task<CommandResult> AskAsync(IReadOnlyList<Requirement> lines, bool tryOnly, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, ModelRequirements.FileName);
        File.WriteAllText(file, string.Concat(lines.Select(line => line + "\n")));
        string[] options = tryOnly ? ["--dry-run"] : [];
        return journal.RunAsync(
            new Command(interpreter, ["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2", "--no-deps", .. options, "-r", file]) { Environment = Settings },
            cancellation);
    }
}
