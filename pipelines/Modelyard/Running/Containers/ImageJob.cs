using Modelyard.Running.Contract;
using Modelyard.Running.Execution;

namespace Modelyard.Running.Containers;

/// <summary>A step's job as it is said inside its image: with the image's places of code instead of the store's.</summary>
internal static class ImageJob
{
    // What the image has beside the code, such as packages of the component's own, only the image knows the place of.
    private static readonly string[] OfImage = ["PYTHONPATH", "DOTNET_ROOT"];

    /// <param name="code">Where the image has the code; <see langword="null"/> where it has none and the store's copies are mounted.</param>
    /// <param name="environment">The variables that the image sets.</param>
    public static StepJob Of(StepWork work, StepCode? code, IReadOnlyDictionary<string, string> environment)
    {
        if (code is null) return work.Job;
        List<(string Host, string Image)> moved = [(work.Code.Component, code.Component), (work.Code.Runtime, code.Runtime)];
        if (work.Code.Program is { } built && code.Program is { } program) moved.Add((built, program));
        var variables = work.Job.Environment.ToDictionary(variable => variable.Key, variable => Moved(variable.Value));
        foreach (var name in OfImage)
        {
            if (variables.ContainsKey(name) && environment.TryGetValue(name, out var inImage)) variables[name] = inImage;
        }

        return work.Job with { Command = [.. work.Job.Command.Select(Moved)], Environment = new SortedDictionary<string, string>(variables, StringComparer.Ordinal) };

        string Moved(string text) => moved.Aggregate(text, (now, place) => now.Replace(place.Host, place.Image, StringComparison.Ordinal));
    }
}
