using Modelyard.Running.Kubernetes;
using Modelyard.Serving;
using Modelyard.Tests.Shared;
using Modelyard.Tests.Versions.Publishing;

namespace Modelyard.Tests.Running.Kubernetes;

public sealed class TensorFlowSidecarTests : IDisposable
{
    private readonly PublishingStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_version_with_a_SavedModel_is_blessed_beside_the_server_that_computes_it()
    {
        var version = _store.Add("goods", "saved", savedModel: true).Manifest;
        var number = Convert.ToInt64(version.Identity.Hex[..12], 16);
        Assert.True(TensorFlowSidecar.IsNeededBy(version, _store.Workspace.Store));
        Assert.Equal(new TensorFlowPlace("127.0.0.1:8500", number), TensorFlowSidecar.PlaceOf(version));

        var container = TensorFlowSidecar.Of(version, "registry.example/tensorflow/serving@sha256:12", _store.Workspace.Store);

        Assert.Equal("registry.example/tensorflow/serving@sha256:12", container.Image);
        Assert.Equal(["tensorflow_model_server"], container.Command);
        Assert.Contains("--model_base_path=/models/goods", container.Args);
        var model = Assert.Single(container.VolumeMounts, mount => mount.Name == "store");
        Assert.Equal(($"/models/goods/{number}", true), (model.MountPath, model.ReadOnlyProperty));
        Assert.EndsWith($"{version.Artifact.Digest.Hex}/saved-model", model.SubPath, StringComparison.Ordinal);
        Assert.Equal(["/bin/bash", "-c"], container.ReadinessProbe.Exec.Command.Take(2));
        Assert.Contains($"body=/models/goods/{number}/assets.extra/ready.json", container.ReadinessProbe.Exec.Command[2], StringComparison.Ordinal);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
    }

    [Fact]
    public void A_plan_without_its_image_is_told()
    {
        var version = _store.Add("goods", "saved", savedModel: true).Manifest;
        Assert.Equal(
            "YARD6322: goods/plain: its last step is a SavedModel, and the run's plan names no image of TensorFlow Serving",
            Failures.Of(() => TensorFlowSidecar.Of(version, null, _store.Workspace.Store)));
    }

    [Fact]
    public void Other_versions_need_none() => Assert.False(TensorFlowSidecar.IsNeededBy(_store.Add("goods", "plain").Manifest, _store.Workspace.Store));
}
