namespace Modelyard.Steps;

/// <summary>Runs a component as a step: the contract of <c>docs/architecture.md</c>, section 2, seen from C#.</summary>
internal static class StepProgram
{
    /// <summary>Does the step that <c>YARD_STEP</c> names.</summary>
    /// <returns>The exit code: 0, or 1 after one line on standard error.</returns>
    public static int Run(Action<Step> work)
    {
        try
        {
            work(Step.FromEnvironment());
            return 0;
        }
        catch (StepFailure failure)
        {
            Console.Error.WriteLine($"error: {failure.Message}");
            return 1;
        }
    }

    /// <summary>The same for a step that waits for something.</summary>
    public static int Run(Func<Step, Task> work) => Run(step => work(step).GetAwaiter().GetResult());
}
