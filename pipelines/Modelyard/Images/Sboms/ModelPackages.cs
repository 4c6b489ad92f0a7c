using Modelyard.Images.Bases;
using Modelyard.Images.Requirements;

namespace Modelyard.Images.Sboms;

/// <summary>The packages that a model brings for its own components.</summary>
internal static class ModelPackages
{
    public static IEnumerable<InstalledPackage> Of(ModelEnvironment? environment) =>
        environment?.Packages.Select(package => new InstalledPackage("pypi", package.Key, package.Value)) ?? [];
}
