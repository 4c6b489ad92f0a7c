namespace Modelyard.Serving;

/// <summary>How a server ended, as a shell tells it: 0 to 127 is its exit code, above 128 the signal that killed it.</summary>
/// <param name="OutOfMemory">Whether the kernel ended it, or some of it, because its container held no more memory.</param>
public readonly record struct ServerExit(int Status, bool OutOfMemory = false)
{
    /// <summary>The shell found the program missing (127) or not executable (126).</summary>
    internal bool NeverRan => Status is 126 or 127;

    /// <summary><c>exited with code 1</c> or <c>was killed by signal 9</c>.</summary>
    public override string ToString() => Status > 128 ? $"was killed by signal {Status - 128}" : $"exited with code {Status}";
}
