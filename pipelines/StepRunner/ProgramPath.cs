using Modelyard.Running.Contract;

namespace Modelyard.StepRunner;

/// <summary>Finds a step's program the way execvp(3) does, but by the step's own PATH and folder.</summary>
internal static class ProgramPath
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const string DefaultPath = "/usr/bin:/bin";

    /// <exception cref="NotStartedException">There is none, or it may not be executed.</exception>
    public static string Of(StepJob job)
    {
        var name = job.Command[0];
        if (name.Contains('/'))
        {
            var path = Path.Combine(job.WorkingDirectory, name);
            if (Directory.Exists(path)) throw new NotStartedException($"'{name}' is a folder, expected a program");
            if (!File.Exists(path)) throw new NotStartedException($"there is no program '{name}'");
            return IsExecutable(path) ? path : throw new NotStartedException($"'{name}' is not executable; expected the mode 755");
        }

        var search = job.Environment.GetValueOrDefault("PATH", DefaultPath);
        var found = search.Split(':')
            .Select(folder => Path.Combine(job.WorkingDirectory, folder, name))
            .Where(File.Exists)
            .ToList();
        if (found.Count == 0) throw new NotStartedException($"there is no program '{name}' in PATH ({search})");
        return found.Find(IsExecutable) ?? throw new NotStartedException($"'{found[0]}' is not executable; expected the mode 755");
    }

    private static bool IsExecutable(string path) => (File.GetUnixFileMode(path) & Executable) != 0;
}

/// <summary>Why a step could not be started; the message is for the user.</summary>
internal sealed class NotStartedException(string message) : Exception(message);
