using System.Runtime.InteropServices;
using Modelyard.Running.Contract;
using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>What must hold for a step to start, said in words where the kernel would only give a number.</summary>
internal static class StartChecks
{
    /// <exception cref="NotStartedException">The job cannot be started as it is.</exception>
    public static void Require(StepJob job)
    {
        if (job.Command.Count == 0 || job.Command[0].Length == 0) throw new NotStartedException("the command is empty");
        if (job.Command.Any(argument => argument.Contains('\0'))) throw new NotStartedException("an argument of the command holds a NUL character");
        foreach (var (name, value) in job.Environment)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0) throw new NotStartedException($"'{name}' cannot be the name of an environment variable");
            if (value.Contains('\0')) throw new NotStartedException($"the environment variable '{name}' holds a NUL character");
        }

        if (!Directory.Exists(job.WorkingDirectory)) throw new NotStartedException($"the working directory '{job.WorkingDirectory}' does not exist");
        if (job.Writable.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new NotStartedException($"the writable folder '{missing}' does not exist");
        }
    }

    /// <summary>Why posix_spawn(3) failed after <see cref="Require"/>.</summary>
    public static NotStartedException Refusal(string program, int error) => new(error switch
    {
        Errors.TooBig => $"'{program}' cannot be started: its arguments and environment are larger than the kernel takes",
        Errors.BadFormat => $"'{program}' is no program of this machine; a script needs '#!' in its first line",
        Errors.NoEntry => $"'{program}' cannot be started: the interpreter in its '#!' line does not exist",
        _ => $"'{program}' cannot be started: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})",
    });
}
