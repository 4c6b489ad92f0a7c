using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;
using Modelyard.Versions.Answers;

namespace Modelyard.Versions;

/// <summary>Puts together what is served: the chain, and each step's code and state, or the one joined graph, or the one model that ML.NET saved.</summary>
public sealed class ArtifactAssembly(YardStore store)
{
    /// <summary>The artifact of a candidate whose steps are done. The same inputs give the same digest.</summary>
    /// <param name="requirements">What the model brings for its own components; <see langword="null"/> where it brings nothing.</param>
    public ArtifactReference Assemble(ModelSpec model, string candidate, string kind, ServingChain chain, RunOutcome run, ModelRequirements? requirements = null)
    {
        StepResult Result(string step) => run.Find(new StepName(model.Name, candidate, step))!;

        var predictions = store.Objects.PathOf(Result(chain.Estimator.Name).Record.Outputs[chain.Estimator.Output]);
        var description = ChainJson.Of(model, candidate, kind, chain, AnswerKinds.OfArtifact(predictions).Describe(predictions), step => Result(step).Node.Parameters);
        var folder = store.Staging.NewFolder("artifact");
        File.WriteAllBytes(Path.Combine(folder, "chain.json"), CanonicalJson.Readable(description));
        if (kind == "onnx") store.Objects.LinkInto(Result(OnnxJoin.Step).Record.Outputs["model"], folder);
        else if (kind == "mlnet") store.Objects.LinkInto(Result(chain.Estimator.Name).Record.Outputs[ComponentPorts.State], folder);
        else
        {
            AddCodeAndState(chain, Result, folder);
            if (requirements is not null && chain.Steps.Any(step => OwnComponents.IsOwn(step.Spec.Uses))) File.WriteAllText(RequirementsIn(folder), requirements.Text);
        }

        var tree = store.Objects.Commit(folder);
        return new ArtifactReference(tree.Digest, tree.Bytes);
    }

    /// <summary>Where an artifact says which packages its server needs beside those of its runtime; no file where it needs none.</summary>
    public static string RequirementsIn(string artifact) => Path.Combine(artifact, "code", ModelRequirements.FileName);

    private void AddCodeAndState(ServingChain chain, Func<string, StepResult> result, string folder)
    {
        foreach (var step in chain.Steps)
        {
            var done = result(step.Name);
            CopyCode(Tree(done, "component"), Path.Combine(folder, "code", OwnComponents.ArtifactFolder(step.Spec.Uses)));
            CopyCode(Tree(done, "runtime"), Path.Combine(folder, "code", "runtime"));
            store.Objects.LinkInto(done.Record.Outputs[ComponentPorts.State], Path.Combine(folder, "state", step.Name));
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
