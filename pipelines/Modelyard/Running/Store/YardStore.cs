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
        Builds = new BuildRecords(Path.Combine(root, "builds"));
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
    public BuildRecords Builds { get; }

    /// <summary>Virtual environments of models that bring packages.</summary>
    public EnvironmentFolders Environments { get; }

    /// <summary>History of runs.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>Version manifests by model.</summary>
    public string Versions => Path.Combine(Root, "versions");

    /// <summary>Logs and settings of servers.</summary>
    public string Servers => Path.Combine(Root, "servers");
}
