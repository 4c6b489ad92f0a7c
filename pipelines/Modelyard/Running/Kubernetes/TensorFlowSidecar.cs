using System.Globalization;
using k8s.Models;
using Modelyard.Running.Store;
using Modelyard.Serving;
using Modelyard.Serving.Kubernetes;
using Modelyard.Serving.TensorFlow;
using Modelyard.Versions;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Running.Kubernetes;

/// <summary>TensorFlow Serving as a second container of a pod that blesses: the server finds it on the pod's own loopback.</summary>
internal static class TensorFlowSidecar
{
    /// <summary>Whether the last step of a version's chain is a SavedModel.</summary>
    public static bool IsNeededBy(VersionManifest version, YardStore store) => SavedModel.IsIn(store.Objects.PathOf(version.Artifact.Digest));

    /// <summary>Where the server before it asks.</summary>
    public static TensorFlowPlace PlaceOf(VersionManifest version) =>
        new(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{TensorFlowFiles.GrpcPort}"), TensorFlowProgram.NumberOf(version.Identity));

    /// <summary>The container; ready once it predicts, so that the pod is ready when both are.</summary>
    /// <param name="image">By digest; of the plan.</param>
    /// <exception cref="Diagnostics.YardException">YARD6322: the plan has no image of it.</exception>
    public static V1Container Of(VersionManifest version, string? image, YardStore store)
    {
        if (image is null)
        {
            throw TensorFlowCodes.NotInContainers.Failure($"{version.Model}/{version.Candidate}: its last step is a SavedModel, and the run's plan names no image of TensorFlow Serving");
        }

        var number = TensorFlowProgram.NumberOf(version.Identity);
        var container = new V1Container
        {
            Name = "tensorflow",
            Image = image,
            Command = [TensorFlowProgram.Name],
            Args =
            [
                $"--port={TensorFlowFiles.GrpcPort}",
                $"--rest_api_port={TensorFlowFiles.RestPort}",
                $"--model_name={version.Model}",
                $"--model_base_path={TensorFlowFiles.BasePath(version.Model)}",
                "--file_system_poll_wait_seconds=0",
                "--enable_model_warmup=true",
            ],
            ReadinessProbe = new V1Probe
            {
                Exec = new V1ExecAction { Command = ["/bin/bash", "-c", TensorFlowFiles.Ready(version.Model, number)] },
                PeriodSeconds = 1,
                TimeoutSeconds = 10,
                FailureThreshold = 600,
            },
        };
        var saved = Path.Combine(store.Objects.PathOf(version.Artifact.Digest), SavedModel.Folder);
        return PodShape.Beside(container, [(saved, TensorFlowFiles.VersionPath(version.Model, number), false)]);
    }
}
