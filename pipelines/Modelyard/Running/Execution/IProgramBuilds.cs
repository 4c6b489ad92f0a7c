namespace Modelyard.Running.Execution;

/// <summary>Says where the program is that a component in C# was built into.</summary>
public interface IProgramBuilds
{
    /// <summary>The folder of the program, absolute.</summary>
    /// <param name="folder">The component's folder, relative to the repository: what errors name.</param>
    /// <param name="code">The copies to build from.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">It cannot be built.</exception>
    Task<string> ProgramOfAsync(string folder, StepRuntime runtime, StepCode code, CancellationToken cancellation);
}
