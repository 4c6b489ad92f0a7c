using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Running.Store;

/// <summary>The store of a repository on this machine or volume. Its layout is <c>docs/architecture.md</c>, section 1.</summary>
public sealed class YardStore
{
    /// <summary>Opens the store. Nothing is made or swept before something is put into it.</summary>
    /// <param name="root">Absolute path.</param>
    public YardStore(string root)
    {
        Root = root;
        Staging = new StagingArea(Path.Combine(root, "staging"));
        Use = new StoreUse(Path.Combine(root, "use.lock"), Staging);
        Objects = new ObjectStore(Path.Combine(root, "objects"), Staging, Use);
        Steps = new StepRecords(Path.Combine(root, "steps"), Use);
        Builds = new TreeRecords(Path.Combine(root, "builds"));
        Assemblies = new TreeRecords(Path.Combine(root, "assemblies"));
        Code = new CodeSnapshots(Path.Combine(root, "code"), Staging, Use);
        Environments = new EnvironmentFolders(Path.Combine(root, "environments"));
    }

    /// <summary>The store's folder.</summary>
    public string Root { get; }

    /// <summary>Work in progress.</summary>
    public StagingArea Staging { get; }

    /// <summary>What live processes count on.</summary>
    public StoreUse Use { get; }

    /// <summary>Content by digest.</summary>
    public ObjectStore Objects { get; }

    /// <summary>Committed steps by key.</summary>
    public StepRecords Steps { get; }

    /// <summary>Source folders by tree id.</summary>
    public CodeSnapshots Code { get; }

    /// <summary>Components that were built, by what they were built from.</summary>
    public TreeRecords Builds { get; }

    /// <summary>Artifacts and golden rows that were put together, by what they were put together from.</summary>
    public TreeRecords Assemblies { get; }

    /// <summary>Virtual environments of models that bring packages.</summary>
    public EnvironmentFolders Environments { get; }

    /// <summary>The tree that is put together from these parts: made where it was not made before, or is not whole any more.</summary>
    /// <param name="parts">All that decides what comes out.</param>
    /// <param name="purpose">What its folder in the staging area is called.</param>
    /// <param name="assemble">Fills the folder.</param>
    public ContentTree Assembled(JsonObject parts, string purpose, Action<string> assemble)
    {
        var key = CanonicalJson.Digest(parts);
        if (Assemblies.Find(key) is { } known && Objects.FindTree(known) is { } whole) return whole;
        var folder = Staging.NewFolder(purpose);
        assemble(folder);
        var tree = Objects.Commit(folder);
        Assemblies.Commit(key, tree.Digest);
        return tree;
    }

    /// <summary>History of runs.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>Version manifests by model.</summary>
    public string Versions => Path.Combine(Root, "versions");

    /// <summary>Logs and settings of servers.</summary>
    public string Servers => Path.Combine(Root, "servers");
}
