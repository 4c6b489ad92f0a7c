using Cake.Core.Diagnostics;

namespace Modelyard.Build;

/// <summary>Says why a task does nothing.</summary>
internal static class Skip
{
    /// <summary>Whether the task runs.</summary>
    /// <param name="needs">What must be so, with what is said where it is not.</param>
    public static bool Unless(BuildContext context, string task, params (bool Holds, string Reason)[] needs)
    {
        foreach (var (_, reason) in needs.Where(need => !need.Holds).Take(1)) context.Log.Information("{0}: skipped, {1}", task, reason);
        return needs.All(need => need.Holds);
    }
}
