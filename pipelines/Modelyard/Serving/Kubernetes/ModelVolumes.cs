using k8s.Models;
using Modelyard.Images.Builder;
using Modelyard.Releases.Deploying;
using Modelyard.Specs;

namespace Modelyard.Serving.Kubernetes;

/// <summary>Where a server's pod has its weights from, by the version's packaging.</summary>
internal static class ModelVolumes
{
    private const string Name = "model";

    /// <exception cref="Diagnostics.YardException">YARD5503: the place has no volume.</exception>
    public static IEnumerable<V1Volume> Of(ServedVersion version, ServingPlace place) => version.Packaging switch
    {
        Packaging.Volume =>
        [
            new V1Volume
            {
                Name = Name,
                PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource
                {
                    ClaimName = place.Spec.Claim ?? throw DeployCodes.NoClaim.Failure(
                        $"{version.Model}/{version.Candidate}: serving.packaging is volume, but environments.{place.Environment}.serving has no claim", "name the claim that holds the store, or serve it baked"),
                    ReadOnlyProperty = true,
                },
            },
        ],
        Packaging.ImageVolume => [new V1Volume { Name = Name, Image = new V1ImageVolumeSource { Reference = version.WeightsImage, PullPolicy = "IfNotPresent" } }],
        _ => [],
    };

    public static IEnumerable<V1VolumeMount> Mounts(ServedVersion version) => version.Packaging switch
    {
        // As the store lays its objects out (docs/architecture.md, section 1).
        Packaging.Volume => [new V1VolumeMount { Name = Name, MountPath = ImagePlaces.Model, SubPath = $"objects/{version.Artifact.Hex[..2]}/{version.Artifact.Hex}", ReadOnlyProperty = true }],
        Packaging.ImageVolume => [new V1VolumeMount { Name = Name, MountPath = ImagePlaces.Model, ReadOnlyProperty = true }],
        _ => [],
    };
}
