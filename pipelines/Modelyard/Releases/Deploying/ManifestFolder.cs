using System.Text;
using k8s;
using k8s.Models;
using Modelyard.Content;
using Modelyard.Serving.Kubernetes;

namespace Modelyard.Releases.Deploying;

/// <summary>
/// Writes a plan as YAML: a folder for each model and one for the gateway, a file for each object, and the list of them that Kustomize reads. Equal plans are
/// equal files. What was rendered before and is no longer wanted is deleted; nobody else's file is touched.
/// </summary>
public static class ManifestFolder
{
    private const string FirstLine = "# Rendered by `yard deploy --render`; change the model or its release instead.\n";
    private const string List = "kustomization.yaml";

    /// <summary>The files: path below the folder → content.</summary>
    public static SortedDictionary<string, string> Files(DeployPlan plan)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in plan.Models) Add(model.Model, plan.ObjectsOf(model));
        Add(GatewayManifests.Name, plan.GatewayObjects(plan.Table));
        Add(SharedModelsManifests.Name, [.. plan.SharedList, .. SharedJobs(plan)]);
        var list = new StringBuilder(FirstLine).Append("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n");
        foreach (var path in files.Keys) list.Append("- ").Append(path).Append('\n');
        files.Add(List, list.ToString());
        return files;

        void Add(string folder, IEnumerable<IKubernetesObject<V1ObjectMeta>> objects)
        {
            foreach (var item in objects) files.Add($"{folder}/{item.Kind.ToLowerInvariant()}-{item.Metadata.Name}.yaml", FirstLine + ManifestYaml.Of(item));
        }
    }

    // Another engine would make a Job again that the cluster has removed.
    private static IEnumerable<V1Job> SharedJobs(DeployPlan plan)
    {
        if (plan.Shared is not var (models, image)) yield break;
        var job = SharedModelsManifests.Job(models, models.Versions, image, plan.Place);
        job.Spec.TtlSecondsAfterFinished = null;
        yield return job;
    }

    /// <summary>Makes a folder hold exactly the plan's files.</summary>
    /// <returns>Paths of files that were written or deleted, sorted; none where nothing changed.</returns>
    /// <exception cref="Diagnostics.YardException">YARD5513: it holds files that were not rendered. Nothing was written.</exception>
    public static IReadOnlyList<string> Write(DeployPlan plan, string folder)
    {
        var files = Files(plan);
        var found = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).ToList() : [];
        if (found.Where(file => !IsOurs(Path.Combine(folder, file))).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } others)
        {
            throw DeployCodes.NotRendered.Failure($"{folder} holds {string.Join(", ", others.Take(3))}{(others.Count > 3 ? ", …" : "")}, which `yard deploy --render` did not write");
        }

        var changed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (path, content) in files)
        {
            var place = Path.Combine(folder, path);
            var bytes = Encoding.UTF8.GetBytes(content);
            if (File.Exists(place) && File.ReadAllBytes(place).AsSpan().SequenceEqual(bytes)) continue;
            DurableFile.Write(place, bytes);
            changed.Add(path);
        }

        foreach (var gone in found.Where(file => !files.ContainsKey(file)))
        {
            File.Delete(Path.Combine(folder, gone));
            changed.Add(gone);
        }

        return [.. changed];
    }

    private static bool IsOurs(string file)
    {
        using var reader = new StreamReader(file);
        return reader.ReadLine() + "\n" == FirstLine;
    }
}
