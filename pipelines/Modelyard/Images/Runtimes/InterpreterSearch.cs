using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>Which Python has the packages of all runtimes, and why those before it have not.</summary>
/// <param name="Found"><see langword="null"/> where none has.</param>
/// <param name="Refused">In the order tried; those after the one found are not tried.</param>
internal sealed record InterpreterSearch(FoundInterpreter? Found, IReadOnlyList<RefusedInterpreter> Refused);

/// <summary>A Python that will do.</summary>
/// <param name="Candidate">The path that was tried.</param>
/// <param name="Reports">Runtime → what the interpreter answered, under that runtime's environment.</param>
/// <param name="Files">The digest of each file of a BLAS.</param>
internal sealed record FoundInterpreter(
    string Candidate, IReadOnlyDictionary<string, ProbeReport> Reports, IReadOnlyDictionary<string, Digest> Files);

/// <summary>A Python that will not do.</summary>
/// <param name="Candidate">The path that was tried.</param>
/// <param name="Missing">What it lacks; empty where it did not answer.</param>
/// <param name="Problem">Why it did not answer.</param>
/// <param name="Watched">Paths whose change makes the refusal doubtful.</param>
internal sealed record RefusedInterpreter(
    string Candidate, IReadOnlyList<RuntimePackageSpec> Missing, string? Problem, IReadOnlyList<string> Watched);
