using Modelyard.Content;
using Modelyard.Specs;
using Modelyard.Specs.Reading;

namespace Modelyard.Versions.Numbers;

/// <summary>The numbers of versions as the working tree has them now: automation brings it forward while commands and <c>up</c> run.</summary>
public static class WorkingLedger
{
    private static readonly IReadOnlyDictionary<string, Digest> None = new Dictionary<string, Digest>();

    /// <summary>Number → identity; none where the model has no ledger, or one with errors, which <c>validate</c> tells.</summary>
    /// <param name="root">The repository's root.</param>
    public static IReadOnlyDictionary<string, Digest> Of(string root, string model)
    {
        var folder = $"models/{model}";
        if (!File.Exists(Path.Combine(root, folder, LedgerSpec.File))) return None;
        var reading = SpecFileReader.Read<LedgerSpec>(root, folder, LedgerSpec.File);
        return reading.Sound ? reading.Spec!.Versions.ToDictionary(version => version.Key, version => Digest.Parse(version.Value.Identity)) : None;
    }
}
