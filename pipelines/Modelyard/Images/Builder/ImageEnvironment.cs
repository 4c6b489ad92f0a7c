using Modelyard.Images.Bases;

namespace Modelyard.Images.Builder;

/// <summary>The variables of our images, sorted.</summary>
internal static class ImageEnvironment
{
    /// <summary>What a step gets beside what its job says; the job has it all again.</summary>
    public static IReadOnlyList<string> OfStep(ImageRuntime runtime, bool hasPackages) =>
        Of(runtime, $"{ImagePlaces.Component}:{ImagePlaces.Runtime}{(hasPackages ? ":" + ImagePlaces.Packages : "")}", []);

    public static IReadOnlyList<string> OfServer(ImageRuntime runtime, bool hasPackages) =>
        Of(runtime, $"{ImagePlaces.Server}{(hasPackages ? ":" + ImagePlaces.Packages : "")}", new() { ["YARD_SERVE"] = ImagePlaces.Settings });

    public static IReadOnlyList<string> OfApp(ImageRuntime runtime, bool hasPackages) => Of(runtime, hasPackages ? ImagePlaces.Packages : null, []);

    public static IReadOnlyList<string> OfRuntime(ImageRuntime runtime) => Of(runtime, null, []);

    private static IReadOnlyList<string> Of(ImageRuntime runtime, string? pythonPath, Dictionary<string, string> others)
    {
        var variables = new SortedDictionary<string, string>(runtime.BaseEnvironment.ToDictionary(), StringComparer.Ordinal)
        {
            ["HOME"] = "/tmp",
            ["LANG"] = "C.UTF-8",
        };
        variables.TryAdd("PATH", "/usr/local/bin:/usr/bin:/bin");
        if (runtime.Spec.Language == "python")
        {
            variables["PYTHONDONTWRITEBYTECODE"] = "1";
            variables["PYTHONHASHSEED"] = "0";
            if (pythonPath is not null) variables["PYTHONPATH"] = pythonPath;
        }
        else
        {
            variables["DOTNET_ROOT"] = Path.GetDirectoryName(runtime.Interpreter)!;
            variables["DOTNET_EnableDiagnostics"] = "0";
        }

        foreach (var (name, value) in runtime.Spec.Environment.Concat(others)) variables[name] = value;
        return [.. variables.Select(variable => $"{variable.Key}={variable.Value}")];
    }
}
