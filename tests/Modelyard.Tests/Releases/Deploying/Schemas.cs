using System.Text.Json.Nodes;
using k8s;
using Modelyard.Content;
using Modelyard.Tests.Shared;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>The published schemas of Kubernetes, Istio and the Prometheus operator, by <c>tests/ManifestSchemas</c>, whose packages are installed there once.</summary>
internal static class Schemas
{
    private static readonly string Folder = Path.Combine(SourceRepository.Root, "tests", "ManifestSchemas");

    /// <summary>A line for each fault.</summary>
    public static string Faults(IEnumerable<IKubernetesObject> manifests)
    {
        using (FileLock.Wait(Path.Combine(Folder, "node_modules.lock")))
        {
            // Of another lock: installed anew.
            var mark = Path.Combine(Folder, "node_modules", ".of");
            var wanted = Digest.Of(File.ReadAllBytes(Path.Combine(Folder, "package-lock.json"))).ToString();
            if (!File.Exists(mark) || File.ReadAllText(mark) != wanted)
            {
                Programs.Run("npm", "--prefix", Folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error");
                File.WriteAllText(mark, wanted);
            }
        }

        using var scratch = new ScratchFolder();
        var input = scratch.Write("manifests.json", new JsonArray([.. manifests.Select(manifest => JsonNode.Parse(KubernetesJson.Serialize(manifest)))]).ToJsonString());
        return Programs.Run("node", Path.Combine(Folder, "validate.mjs"), input);
    }
}
