using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Shared;

/// <summary>The platform's programs, as they were built with the tests.</summary>
internal static class BuiltPrograms
{
    // tests/Modelyard.Tests/bin/<configuration>/<framework>/
    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory.TrimEnd('/'));

    public static string StepRunner { get; } =
        Path.Combine(SourceRepository.Root, "pipelines", "StepRunner", "bin", Here.Parent!.Name, Here.Name, "yard-step");

    /// <summary>Makes one small image of a folder: <c>ImageMaker FOLDER LAYOUT</c>.</summary>
    public static string ImageMaker { get; } = Path.Combine(SourceRepository.Root, "tests", "ImageMaker", "bin", Here.Parent!.Name, Here.Name, "ImageMaker");
}
