using System.Buffers;

namespace Modelyard.ModelServer.Instances;

/// <summary>
/// Arrays that live as long as a request. Those of usual size are used again; one large request must not leave its memory behind,
/// so arrays beyond a mebi of elements are left to the garbage collector.
/// </summary>
internal static class RequestMemory<T>
{
    private const int Greatest = 1 << 20;
    private const int Kept = 16;

    public static ArrayPool<T> Pool { get; } = ArrayPool<T>.Create(Greatest, Kept);
}
