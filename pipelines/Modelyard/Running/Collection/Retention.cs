namespace Modelyard.Running.Collection;

/// <summary>What a collection spares beside what versions and live processes need.</summary>
/// <param name="KeepRuns">So many of the newest runs, and the newest run of each model in any case.</param>
/// <param name="Younger">What was committed within this time of now stays too.</param>
public sealed record Retention(int KeepRuns, TimeSpan Younger);
