using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Images.Registry;
using Modelyard.Images.Registry.Credentials;

namespace Modelyard.Images.Builder;

/// <summary>
/// Pushes images below one path of a registry: servers and models to <c>PATH/&lt;model&gt;</c>, steps to <c>PATH/steps/&lt;component&gt;</c>, runtimes to
/// <c>PATH/runtimes/&lt;runtime&gt;</c>, folders to <c>PATH/apps/&lt;folder&gt;</c>, programs of the platform to <c>PATH/platform/&lt;name&gt;</c>. Where a layer was pushed to is remembered, so that the next repository of that registry mounts it from there.
/// </summary>
public sealed class ImagePublication
{
    private readonly string _target;
    private readonly string _places;
    private readonly RegistryOptions _options;

    /// <param name="target"><c>registry.example/modelyard</c>.</param>
    /// <exception cref="Diagnostics.YardException">YARD8021: it is none.</exception>
    public ImagePublication(Workspace workspace, string target)
    {
        // Looked at now, and not only when something is pushed.
        ImageReference.Parse($"{target}/model");
        (_target, _places) = (target, Path.Combine(workspace.Store.Root, "layers", "places"));
        _options = new RegistryOptions { Credentials = DockerCredentials.OfEnvironment(), Time = workspace.Time };
    }

    /// <summary>Opens a repository of any registry, with the logins of this machine.</summary>
    public static IImageRepository Open(string reference, TimeProvider time) =>
        new RegistryRepository(ImageReference.Parse(reference), new RegistryOptions { Credentials = DockerCredentials.OfEnvironment(), Time = time });

    /// <summary>Sees to it that an image is there.</summary>
    /// <returns>What it is called there, with its digest, and what the push did.</returns>
    public async Task<(string Reference, PushedImage Pushed)> PushAsync(PlannedImage image, CancellationToken cancellation)
    {
        using var repository = new RegistryRepository(ImageReference.Parse($"{_target}/{PathOf(image)}"), _options);
        var layers = image.Layers.Select(layer => layer with { MountFrom = [.. layer.MountFrom.Concat(PlacesOf(layer.DiffId, repository)).Distinct()] });
        var pushed = await (image with { Layers = [.. layers] }).PushAsync(repository, image.Tag, [], cancellation);
        foreach (var layer in image.Layers) Remember(layer.DiffId, repository);
        return ($"{repository.Name}:{image.Tag}@{image.Manifest.Digest}", pushed);
    }

    internal static string PathOf(PlannedImage image) => image.Kind switch { "step" => $"steps/{image.Name}", "runtime" => $"runtimes/{image.Name}", "app" => $"apps/{image.Name}", "platform" => $"platform/{image.Name}", _ => image.Name };

    private IEnumerable<string> PlacesOf(Digest layer, RegistryRepository target) => Read(layer)
        .Select(line => line.Split(' ', 2))
        .Where(place => place[0] == target.Registry && place[1] != target.Path)
        .Select(place => place[1])
        .Take(2);

    private void Remember(Digest layer, RegistryRepository target)
    {
        var line = $"{target.Registry} {target.Path}";
        var known = Read(layer);
        if (known.Contains(line) || known.Count(place => place.StartsWith(target.Registry + " ", StringComparison.Ordinal)) >= 2) return;
        DurableFile.Write(Path.Combine(_places, layer.Hex), System.Text.Encoding.UTF8.GetBytes(string.Concat(known.Append(line).Select(place => place + "\n"))));
    }

    private string[] Read(Digest layer)
    {
        var file = Path.Combine(_places, layer.Hex);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }
}
