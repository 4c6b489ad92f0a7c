namespace Modelyard.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int InvalidSpec = 3;
    public const int GateNotPassed = 4;
    public const int Interrupted = 130;
}
