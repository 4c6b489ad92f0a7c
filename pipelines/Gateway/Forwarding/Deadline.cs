using System.Globalization;
using Microsoft.AspNetCore.Http;
using Modelyard.Serving;

namespace Modelyard.Gateway.Forwarding;

/// <summary>Until when a request must be answered: milliseconds from its arrival. Who asks a model for another model passes on what is left.</summary>
internal sealed class Deadline
{
    private readonly TimeProvider _time;
    private readonly long _arrival;

    private Deadline(TimeProvider time, TimeSpan allowed) => (_time, _arrival, Allowed) = (time, time.GetTimestamp(), allowed);

    /// <summary>What the request allowed.</summary>
    public TimeSpan Allowed { get; }

    /// <summary>What is left; zero when it is over.</summary>
    public TimeSpan Left => Allowed - _time.GetElapsedTime(_arrival) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether nothing is left.</summary>
    public bool IsOver => Left == TimeSpan.Zero;

    /// <summary>The deadline of a request that just arrived. <see langword="false"/> when its header is none; no header is no deadline.</summary>
    public static bool TryRead(HttpContext context, TimeProvider time, out Deadline? deadline)
    {
        var text = context.Request.Headers[YardHeaders.Deadline].ToString();
        deadline = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? new Deadline(time, TimeSpan.FromMilliseconds(milliseconds)) : null;
        return text.Length == 0 || deadline is not null;
    }
}
