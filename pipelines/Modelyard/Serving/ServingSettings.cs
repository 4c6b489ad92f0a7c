using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Serving;

/// <summary>What models ask of serving that this machine does not give.</summary>
public static class ServingSettings
{
    /// <summary>A warning for each such setting, naming every candidate of these models that has it and the place of the first.</summary>
    /// <param name="inContainers">Whether servers run in containers of this machine, and not as processes of it.</param>
    public static IEnumerable<Diagnostic> NotHonoured(Repository repository, IEnumerable<string> models, bool inContainers) =>
        from name in models
        let model = repository.Models[name]
        from candidate in model.Spec.Candidates
        from problem in inContainers ? OfContainers(candidate.Value.Serving) : OfProcesses(candidate.Value.Serving)
        let asked = (Text: $"{name}/{candidate.Key}: serving.{problem.Setting} is {problem.Value}", Place: model.Source.At("candidates", candidate.Key, "serving", problem.Setting))
        group asked by problem.Why into alike
        select ServingCodes.NotHonoured.Warning(alike.First().Place, $"{string.Join("; ", alike.Select(one => one.Text))}, {alike.Key}");

    private static IEnumerable<(string Setting, string Value, string Why)> OfContainers(ServingSpec serving) =>
        serving.Packaging == Packaging.ImageVolume ? [("packaging", serving.Packaging, "which is for clusters; here the version is mounted from the store")] : [];

    private static IEnumerable<(string Setting, string Value, string Why)> OfProcesses(ServingSpec serving)
    {
        if (serving.Memory is { } memory) yield return ("memory", memory.ToString()!, "which processes of this machine are not held to; the server may use more");
        if (serving.Packaging != Packaging.Baked) yield return ("packaging", serving.Packaging, "which is for containers; here the server reads the version from the store");
    }
}
