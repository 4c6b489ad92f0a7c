using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Releases;

/// <summary>Numbers follow each other from v1, and no version has two.</summary>
internal sealed class LedgerValidator : ISpecValidator<SpecReading<LedgerSpec>>
{
    public IEnumerable<Diagnostic> Validate(SpecReading<LedgerSpec> ledger)
    {
        var numbers = ledger.Source.KeysAt("versions").ToList();
        foreach (var (index, number) in numbers.Index())
        {
            if (number != $"v{index + 1}") return [SpecCodes.LedgerOrder.Error(ledger.Source.At("versions", number), $"versions.{number}: expected v{index + 1} here: numbers are given one after the other")];
        }

        return (ledger.Spec!.Versions ?? new Dictionary<string, NumberedVersionSpec>())
            .Where(version => version.Value?.Identity is not null)
            .GroupBy(version => version.Value.Identity)
            .Where(same => same.Count() > 1)
            .Select(same => same.Select(version => version.Key).OrderBy(numbers.IndexOf).ToList())
            .Select(same => SpecCodes.LedgerTwice.Error(ledger.Source.ValueAt("versions", same[1], "identity"), $"versions.{same[1]}: {same[0]} is the same version"));
    }
}
