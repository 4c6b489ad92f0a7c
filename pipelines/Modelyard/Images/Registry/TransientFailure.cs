using System.Net;
using Modelyard.Diagnostics;

namespace Modelyard.Images.Registry;

/// <summary>A failure that may be over on the next try.</summary>
/// <param name="known">What to say where it is not.</param>
/// <param name="status">What the registry answered; <see langword="null"/> where nothing came.</param>
/// <param name="pause">How long the registry asks to wait.</param>
internal sealed class TransientFailure(YardException known, HttpStatusCode? status = null, TimeSpan? pause = null, Exception? cause = null) : Exception(known.Message, cause)
{
    public YardException Known { get; } = known;

    public HttpStatusCode? Status { get; } = status;

    public TimeSpan? Pause { get; } = pause;
}
