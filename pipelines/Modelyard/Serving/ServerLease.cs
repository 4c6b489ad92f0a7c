namespace Modelyard.Serving;

/// <summary>A server held for one request: it is not told to stop before the lease is disposed.</summary>
public sealed class ServerLease(Uri address, Action<bool> release) : IDisposable
{
    private Action<bool>? _release = release;
    private bool _answered;

    /// <summary>Where the server answers, with a slash at the end.</summary>
    public Uri Address { get; } = address;

    /// <summary>Says that the server answered, whatever the answer: proof that it is not hung.</summary>
    public void Answered() => _answered = true;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke(_answered);
}
