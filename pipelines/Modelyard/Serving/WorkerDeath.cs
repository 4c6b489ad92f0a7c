using System.Text.RegularExpressions;

namespace Modelyard.Serving;

/// <summary>
/// What gunicorn writes to its log when one of its workers was killed: 20.1 names the signal by its number, later versions by its name. It starts another, so that
/// nobody else notices; nobody but the kernel sends SIGKILL, unless the worker hung, which gunicorn says before.
/// </summary>
internal static partial class WorkerDeath
{
    public static bool IsTold(string line) => Told().IsMatch(line);

    [GeneratedRegex(@"Worker (with pid [0-9]+|\(pid:[0-9]+\)) was (terminated due to signal 9$|sent SIGKILL)")]
    private static partial Regex Told();
}
