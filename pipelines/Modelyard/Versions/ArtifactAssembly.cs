using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;
using Modelyard.Versions.Answers;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Versions;

/// <summary>Puts together what is served: the chain, and each step's code and state, or the one joined graph, or the one model that ML.NET saved; before a SavedModel, both.</summary>
public sealed class ArtifactAssembly(YardStore store)
{
    /// <summary>The artifact of a candidate whose steps are done. The same inputs give the same digest.</summary>
    /// <param name="requirements">What the model brings for its own components; <see langword="null"/> where it brings nothing.</param>
    /// <param name="debian">What it needs of Debian for them.</param>
    public ArtifactReference Assemble(ModelSpec model, string candidate, string kind, ServingChain chain, RunOutcome run, ModelRequirements? requirements = null, DebianPackages? debian = null)
    {
        StepResult Result(string step) => run.Find(new StepName(model.Name, candidate, step))!;

        var predictions = store.Objects.PathOf(Result(chain.Estimator.Name).Record.Outputs[chain.Estimator.Output]);
        var description = ChainJson.Of(model, candidate, kind, chain, AnswerKinds.OfArtifact(predictions).Describe(predictions), step => Result(step).Node.Parameters);
        // The steps that Python computes when it serves.
        var own = kind == "python" ? chain.Steps : kind == SavedModel.Kind ? [.. chain.Steps.SkipLast(1)] : [];
        var (packages, system) = own.Any(step => OwnComponents.IsOwn(step.Spec.Uses)) ? (requirements, debian) : (null, null);
        var saved = kind == SavedModel.Kind ? SavedModel.Of(store, model, chain, Result) : null;
        // The shared code of Python comes with any step of it, that of the estimator too.
        var shared = saved is null ? own : chain.Steps;
        // All that enters the artifact; a number that grows when the same parts are put together in another way.
        var parts = new JsonObject
        {
            ["assembly"] = 1,
            ["chain"] = description.DeepClone(),
            ["requirements"] = packages?.Text,
            ["apt"] = system?.Text,
            ["parts"] = shared.Count > 0
                ? new JsonArray([.. shared.Select(step => (JsonNode)new JsonArray(Tree(Result(step.Name), "component"), Tree(Result(step.Name), "runtime"), $"{StateOf(Result(step.Name))}"))])
                : new JsonArray($"{GraphOf(kind, chain, Result)}"),
        };
        if (saved is not null) parts["recorded"] = saved.Recorded();
        var tree = store.Assembled(parts, "artifact", folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, "chain.json"), CanonicalJson.Readable(description));
            if (shared.Count == 0) store.Objects.LinkInto(GraphOf(kind, chain, Result), folder);
            AddCodeAndState(own, Result, folder);
            if (saved is not null)
            {
                CopyCode(Tree(Result(chain.Estimator.Name), "runtime"), Path.Combine(folder, "code", "runtime"));
                saved.Write(folder);
            }

            if (system is not null) File.WriteAllText(DebianIn(folder), system.Text);
            if (packages is not null) File.WriteAllText(RequirementsIn(folder), packages.Text);
        });
        return new ArtifactReference(tree.Digest, tree.Bytes);
    }

    /// <summary>The packages that a version's server needs beside those of its runtime, by what its artifact says, which may be older than the model's file.</summary>
    /// <param name="name">What messages call the version.</param>
    /// <returns><see langword="null"/> where it needs none.</returns>
    public static ModelRequirements? RequirementsOf(YardStore store, VersionManifest version, string name) =>
        RequirementsIn(store.Objects.PathOf(version.Artifact.Digest)) is var file && File.Exists(file) ? RequirementsFile.OfArtifact($"{version.Model}@{name}", file) : null;

    /// <summary>The same of packages of Debian.</summary>
    public static DebianPackages? DebianOf(YardStore store, VersionManifest version, string name) =>
        DebianIn(store.Objects.PathOf(version.Artifact.Digest)) is var file && File.Exists(file) ? AptFile.OfArtifact($"{version.Model}@{name}", file) : null;

    private static string RequirementsIn(string artifact) => Path.Combine(artifact, "code", ModelRequirements.FileName);

    private static string DebianIn(string artifact) => Path.Combine(artifact, "code", DebianPackages.FileName);

    // What is served as one: the graph that the steps' fragments were joined to, or what ML.NET saved.
    private static Digest GraphOf(string kind, ServingChain chain, Func<string, StepResult> result) =>
        kind == "onnx" ? result(OnnxJoin.Step).Record.Outputs["model"] : StateOf(result(chain.Estimator.Name));

    private static Digest StateOf(StepResult done) => done.Record.Outputs[ComponentPorts.State];

    private void AddCodeAndState(IReadOnlyList<ChainStep> steps, Func<string, StepResult> result, string folder)
    {
        foreach (var step in steps)
        {
            var done = result(step.Name);
            CopyCode(Tree(done, "component"), Path.Combine(folder, "code", OwnComponents.ArtifactFolder(step.Spec.Uses)));
            CopyCode(Tree(done, "runtime"), Path.Combine(folder, "code", "runtime"));
            store.Objects.LinkInto(StateOf(done), Path.Combine(folder, "state", step.Name));
        }
    }

    private static string Tree(StepResult done, string part) => done.Key.Document[part]!.GetValue<string>();

    private void CopyCode(string treeId, string target)
    {
        if (Directory.Exists(target)) return;
        foreach (var path in ContentTree.Walk(store.Code.PathOf(treeId)))
        {
            var copy = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(store.Code.PathOf(treeId), path), copy);
        }
    }
}
