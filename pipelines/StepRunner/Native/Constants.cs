namespace Modelyard.StepRunner.Native;

/// <summary>Signal numbers that are the same on x64 and arm64.</summary>
internal static class Signals
{
    public const int None = 0;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Child = 17;
}

/// <summary>Error numbers.</summary>
internal static class Errors
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int TooBig = 7;
    public const int BadFormat = 8;
    public const int NoChild = 10;
    public const int AccessDenied = 13;
}

/// <summary>Flags of open(2), the same on x64 and arm64 where they are used here.</summary>
internal static class OpenFlags
{
    public const int ReadOnly = 0;
    public const int CloseOnExec = 0x80000;
    public const int Path = 0x200000;
}
