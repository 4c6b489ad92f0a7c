namespace Modelyard.GitHub;

/// <summary>How patient we are with GitHub.</summary>
public sealed record RetryOptions
{
    /// <summary>How often a request is sent in all.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The pause after the first failure; it doubles for each one after.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause after a refusal for too many requests that does not say how long: GitHub asks for a minute at the least.</summary>
    public TimeSpan LimitPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that is waited for one request, all pauses together; a limit that opens later is an error at once.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(100);
}
