using Modelyard.Diagnostics;
using Modelyard.Images.Oci;
using Modelyard.Images.Registry;
using Modelyard.Images.Registry.Credentials;
using Modelyard.Specs;

namespace Modelyard.Versions.Publishing;

/// <summary>
/// Where versions are published: <c>registry.example/modelyard</c>, below which each model has a repository; <c>oci:FOLDER</c>, a layout of
/// all models; or the name of an environment, whose registry is meant.
/// </summary>
public sealed class ModelRegistry
{
    private readonly Func<string, IImageRepository> _open;

    private ModelRegistry(string name, Func<string, IImageRepository> open) => (Name, _open) = (name, open);

    /// <summary>As it was written, or the local layout's.</summary>
    public string Name { get; }

    /// <summary>Finds a registry.</summary>
    /// <param name="text"><see langword="null"/>, or the environment that is this machine: the layout in the store.</param>
    /// <exception cref="YardException">YARD8021: it is none of those.</exception>
    public static ModelRegistry Of(string? text, Workspace workspace)
    {
        if (text is null or EnvironmentsSpec.Local) return Layout(Images.Builder.ImageBuilder.LayoutFolder(workspace));
        if (RegistryPlace.FolderOf(text) is { } folder) return Layout(folder);
        var registry = RegistryPlace.RegistryOf(text, "model", workspace);
        var options = new RegistryOptions { Credentials = DockerCredentials.OfEnvironment(), Time = workspace.Time };
        return new ModelRegistry(registry, model => new RegistryRepository(ImageReference.Parse($"{registry}/{model}"), options));
    }

    /// <summary>The versions of a model.</summary>
    public ModelRepository Open(string model) => new(_open(model), model);

    private static ModelRegistry Layout(string folder) => new(RegistryPlace.LayoutPrefix + folder, _ => new OciLayout(folder));
}
