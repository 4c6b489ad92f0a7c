using Cake.Common;
using Cake.Core;
using Cake.Core.IO;

namespace Modelyard.Build;

/// <summary>Runs <c>yard</c>. Tasks are thin: what a verb does, its errors and its exit codes are the library's.</summary>
/// <param name="context">Starts processes; tests give one that only notes them.</param>
public sealed class YardCommandLine(ICakeContext context)
{
    private const string Program = "yard";

    /// <summary>An option with its value; nothing where there is none.</summary>
    public static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    /// <summary>A verb, whose output is shown.</summary>
    /// <exception cref="CakeException">It failed; what it said is above.</exception>
    public void Run(params string[] arguments) => Check(Program, arguments, context.StartProcess(OfRepository(Program), Settings(arguments)));

    /// <summary>A verb, whose standard output is taken.</summary>
    /// <param name="accepted">Exit codes beside 0 that are an answer as well.</param>
    public string Read(string[] arguments, params int[] accepted)
    {
        var settings = Settings(arguments);
        settings.RedirectStandardOutput = true;
        using var process = context.ProcessRunner.Start(OfRepository(Program), settings);
        // Waited for first: what a process says last comes after its end is known, and Cake stops reading at the end. Lines are queued meanwhile, however many.
        process.WaitForExit();
        var output = string.Join('\n', process.GetStandardOutput());
        if (!accepted.Contains(process.GetExitCode())) Check(Program, arguments, process.GetExitCode());
        return output;
    }

    /// <summary>Another script of the repository.</summary>
    public void RunScript(string script, params string[] arguments) => Check(script, arguments, context.StartProcess(OfRepository(script), Settings(arguments)));

    /// <summary>Another program of this machine, in a folder of the repository.</summary>
    public void RunProgram(string program, string folder, params string[] arguments)
    {
        var settings = Settings(arguments);
        settings.WorkingDirectory = folder;
        Check(program, arguments, context.StartProcess(program, settings));
    }

    // Whole: Cake takes ./ from the front of a path, and would look for the name everywhere.
    private FilePath OfRepository(string script) => new FilePath(script).MakeAbsolute(context.Environment);

    private static ProcessSettings Settings(string[] arguments)
    {
        var line = new ProcessArgumentBuilder();
        foreach (var argument in arguments) line.AppendQuoted(argument);
        return new ProcessSettings { Arguments = line };
    }

    private static void Check(string program, string[] arguments, int code)
    {
        if (code != 0) throw new CakeException(code, $"{program} {string.Join(' ', arguments)} ended with {code}");
    }
}
