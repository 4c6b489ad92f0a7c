using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>No step waits for itself.</summary>
internal sealed class CycleValidator : ISpecValidator<CandidateReview>
{
    private const int Longest = 12;

    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        candidate.Cycles.Select(cycle => SpecCodes.Cycle.Error(
            candidate.At("pipeline", cycle[0], "inputs"),
            $"the steps of candidate '{candidate.Name}' wait for each other: {Path(cycle)}",
            "remove one of the inputs that close the circle"));

    // In the direction of the data; a long way is cut in the middle.
    private static string Path(IReadOnlyList<string> cycle)
    {
        var names = cycle.Reverse().ToList();
        return string.Join(" → ", names.Count <= Longest ? names : [.. names[..(Longest / 2)], "…", .. names[^(Longest / 2)..]]);
    }
}
