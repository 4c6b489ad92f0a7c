namespace Modelyard.Images.Oci;

/// <summary>Content that can be read, from the start, as often as a push must be tried again.</summary>
public interface IBlob
{
    /// <summary>What it is.</summary>
    Descriptor Descriptor { get; }

    /// <summary>Its bytes. Whoever reads them checks them against the descriptor.</summary>
    Task<Stream> OpenAsync(CancellationToken cancellation);
}

/// <summary>A blob in memory.</summary>
public sealed class MemoryBlob(string mediaType, ReadOnlyMemory<byte> content) : IBlob
{
    /// <summary>The empty JSON object.</summary>
    public static MemoryBlob Empty { get; } = new(MediaTypes.Empty, Descriptor.EmptyBytes);

    /// <inheritdoc/>
    public Descriptor Descriptor { get; } = Descriptor.Of(mediaType, content.Span);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CancellationToken cancellation) => Task.FromResult<Stream>(new MemoryStream(content.ToArray(), writable: false));
}

/// <summary>A blob that is a file.</summary>
public sealed class FileBlob(Descriptor descriptor, string path) : IBlob
{
    /// <inheritdoc/>
    public Descriptor Descriptor { get; } = descriptor;

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CancellationToken cancellation) =>
        Task.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous));
}

/// <summary>A blob of a repository, for another one.</summary>
public sealed class RepositoryBlob(IImageRepository repository, Descriptor descriptor) : IBlob
{
    /// <inheritdoc/>
    public Descriptor Descriptor { get; } = descriptor;

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CancellationToken cancellation) => repository.OpenBlobAsync(Descriptor, cancellation);
}
