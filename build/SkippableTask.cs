using Cake.Frosting;

namespace Modelyard.Build;

/// <summary>A task that may have nothing to do, and then says why. Cake's own criteria would fail a build whose very target is skipped.</summary>
public abstract class SkippableTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public sealed override void Run(BuildContext context)
    {
        if (IsNeeded(context)) Do(context);
    }

    /// <summary>Whether there is something to do; says why where there is not.</summary>
    protected abstract bool IsNeeded(BuildContext context);

    /// <summary>Does it.</summary>
    protected abstract void Do(BuildContext context);
}
