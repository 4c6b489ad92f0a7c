namespace Modelyard.Serving;

/// <summary>The headers of requests and answers that are ours.</summary>
public static class YardHeaders
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "x-yard-";

    /// <summary>Request: who is asked for (a user, a session, an item). The same subject always gets the same arm.</summary>
    public const string Subject = "x-yard-subject";

    /// <summary>Request: the arm, version or identity that must answer. Answer: the name of the version that did.</summary>
    public const string Version = "x-yard-version";

    /// <summary>Request: whole milliseconds that are left for the answer. The gateway passes on what is left of it.</summary>
    public const string Deadline = "x-yard-deadline";

    /// <summary>Request: how many models called each other before this one.</summary>
    public const string Depth = "x-yard-depth";

    /// <summary>Request: <c>true</c> makes a chain ask the versions that it was trained with, as blessings and replays do.</summary>
    public const string Pin = "x-yard-pin";

    /// <summary>
    /// From the gateway to servers, for the mesh between them: the version that must answer (<see cref="Traffic.Variant"/>). Never taken from a client.
    /// </summary>
    public const string Variant = "x-yard-variant";

    /// <summary>Answer: the arm that answered.</summary>
    public const string Arm = "x-yard-arm";

    /// <summary>Answer: the prediction's id.</summary>
    public const string Prediction = "x-yard-prediction";

    /// <summary>Answer: the arm that should have answered, where another stood in; such an answer is no part of an experiment.</summary>
    public const string Fallback = "x-yard-fallback";

    /// <summary>Whether a header of a request is passed on to the server; the deadline is written anew.</summary>
    public static bool IsPassedOn(string name) =>
        new[] { Subject, Version, Depth, Pin }.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header is one of ours, known or not.</summary>
    public static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
