using System.Globalization;
using Modelyard.Content;
using Modelyard.Running.Store;
using Modelyard.Versions;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Serving.TensorFlow;

/// <summary>TensorFlow Serving as a program of this machine, and how it calls versions.</summary>
public static class TensorFlowProgram
{
    /// <summary>What it is called.</summary>
    public const string Name = "tensorflow_model_server";

    private const int Digits = 12;

    /// <summary>Where it is, by <c>PATH</c>.</summary>
    /// <param name="version">What needs it, for messages.</param>
    /// <exception cref="Diagnostics.YardException">YARD6320: it is not here.</exception>
    public static string Find(VersionManifest version) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists)
        ?? throw TensorFlowCodes.NoProgram.Failure(
            $"{version.Model}/{version.Candidate}: its last step is a SavedModel, which TensorFlow Serving computes, but no folder of PATH has {Name}");

    /// <summary>Beside a server in a container of this machine nothing starts it.</summary>
    /// <exception cref="Diagnostics.YardException">YARD6322: the version needs it.</exception>
    public static void RefuseInContainers(YardStore store, VersionManifest version)
    {
        if (!SavedModel.IsIn(store.Objects.PathOf(version.Artifact.Digest))) return;
        throw TensorFlowCodes.NotInContainers.Failure($"{version.Model}/{version.Candidate}: its last step is a SavedModel, and servers in containers of this machine start no TensorFlow Serving beside them");
    }

    /// <summary>
    /// The number of a version, which its folder is called by: the first twelve digits of its identity. A number that is given to it later (<c>v7</c>) changes nothing that runs.
    /// </summary>
    public static long NumberOf(Digest identity) => long.Parse(identity.Hex.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
