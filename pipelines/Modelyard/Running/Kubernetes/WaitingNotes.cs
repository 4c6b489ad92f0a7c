using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>Says what steps wait for: each thing once, however many of them wait for it, and again when somebody waits for it anew. Any thread may tell.</summary>
/// <param name="note">Gets a line for people.</param>
internal sealed class WaitingNotes(Action<string> note)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _waits = [];

    /// <summary>Somebody waits, for something else than before, or goes on.</summary>
    /// <param name="who">The step.</param>
    /// <param name="reason">What for; <see langword="null"/> where it goes on.</param>
    /// <param name="name">The pod or the Job that the reason names: of two that wait for the same it is all that differs.</param>
    public void Tell(string who, PodReason? reason, string name)
    {
        lock (_lock)
        {
            if (reason is null)
            {
                _waits.Remove(who);
                return;
            }

            var what = reason.Text.Replace(name, "", StringComparison.Ordinal);
            var isKnown = _waits.ContainsValue(what);
            _waits[who] = what;
            if (!isKnown) note($"{who} waits: {reason.Code.Id} {reason.Text}");
        }
    }
}
