using System.Diagnostics;
using Modelyard.Content;
using Modelyard.Images.Builder;
using Modelyard.Images.Oci;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Graph;
using Modelyard.Specs;
using Modelyard.Tests.Images.Builder;
using Modelyard.Tests.Shared;
using Modelyard.Versions;

[assembly: AssemblyFixture(typeof(BuilderRepository))]

namespace Modelyard.Tests.Images.Builder;

/// <summary>
/// A repository with one runtime on Debian's bare Python, a component, and a server; its base is assembled once for all tests, when the first of them asks.
/// </summary>
public sealed class BuilderRepository : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Lazy<Workspace> _workspace;

    public BuilderRepository() => _workspace = new(() =>
    {
        Plant();
        return new Workspace(_folder.Path, _folder.At(".yard"), new ProgramFolders(AppContext.BaseDirectory, _folder.At("pipelines")), TimeProvider.System);
    });

    /// <summary>The repository with its store.</summary>
    public Workspace Workspace => _workspace.Value;

    /// <summary>A builder as a new process would make it.</summary>
    public ImageBuilder Builder() => new(
        Workspace, "", new Dictionary<string, ProvisionedRuntime>(), reference => throw new InvalidOperationException(reference), new Progress<string>());

    /// <summary>The layout that images are built into.</summary>
    public OciLayout Layout => new(ImageBuilder.LayoutFolder(Workspace));

    /// <summary>The step of the component <c>hello</c>.</summary>
    public StepNode Step() => new()
    {
        Id = default,
        Names = [new StepName("m", "c", "hello")],
        Component = Workspace.Repository.Components["hello"],
        Parameters = [],
        Inputs = new Dictionary<string, NodeInput>(),
        Outputs = ["rows"],
        Resources = new ResourcesSpec(),
        Timeout = TimeSpan.FromMinutes(1),
        Retry = new RetrySpec(),
    };

    /// <summary>A version whose artifact says a word.</summary>
    public VersionManifest Version(string word, string packaging = "baked")
    {
        var folder = Workspace.Store.Staging.NewFolder("artifact");
        Directory.CreateDirectory(Path.Combine(folder, "code", "hello"));
        Directory.CreateDirectory(Path.Combine(folder, "state"));
        File.WriteAllText(Path.Combine(folder, "chain.json"), "{}\n");
        File.WriteAllText(Path.Combine(folder, "code", "hello", "hello.py"), "pass\n");
        File.WriteAllText(Path.Combine(folder, "state", "word"), word);
        var tree = Workspace.Store.Objects.Commit(folder);
        return new VersionManifest
        {
            Identity = Digest.Of(System.Text.Encoding.UTF8.GetBytes(word)),
            Model = "greeting",
            Candidate = "c",
            Artifact = new ArtifactReference(tree.Digest, tree.Bytes),
            Steps = new Dictionary<string, VersionStep>(),
            Signature = [],
            EvaluationData = tree.Digest,
            Metrics = new Dictionary<string, double>(),
            Golden = tree.Digest,
            Serving = new VersionServing("plain", 1, null, packaging),
        };
    }

    /// <summary>Edits a file of the repository.</summary>
    public void Write(string path, string text) => _folder.Write(path, text);

    /// <summary>Runs a command in a container of an image, as its own user, without a network; gives what it printed.</summary>
    /// <param name="mounted">A folder that the container sees at the same path; everybody may write to it.</param>
    public string Run(PlannedImage image, string? mounted, params string[] command)
    {
        using var podman = new PodmanImage($"oci:{Layout.Path}:{image.Tag}");
        string[] volume = mounted is null ? [] : ["--volume", $"{mounted}:{mounted}"];
        return command is ["/bin/sh", ..] ? podman.Run([.. volume, "--entrypoint", "/bin/sh"], command.Skip(1)) : podman.Run(volume, command);
    }

    public void Dispose()
    {
        if (_workspace.IsValueCreated) _workspace.Value.Dispose();
        _folder.Dispose();
    }

    private void Plant()
    {
        Directory.CreateDirectory(_folder.At("models"));
        _folder.Write("pipelines/environments.yaml", "environments: { local: { description: Here. } }\n");
        _folder.Write("pipelines/Runtimes/images.yaml", "bases:\n  python: { description: Bare., debian: { suite: bookworm, packages: [python3] } }\nruntimes: { plain: python }\n");
        _folder.Write("pipelines/Runtimes/plain/runtime.yaml", """
            name: plain
            description: Python alone.
            language: python
            environment: { GREETING: hello }
            serves: { kind: python, program: TinyServer, command: "python3 {program}/serve.py" }
            """);
        _folder.Write("pipelines/Runtimes/plain/shared.py", "import os\ndef greeting(): return os.environ['GREETING']\n");
        _folder.Write("pipelines/Components/hello/component.yaml", """
            name: hello
            kind: source
            description: Says hello.
            outputs: { rows: { type: rows } }
            runtime: plain
            run: python3 -m hello
            """);
        _folder.Write("pipelines/Components/hello/hello.py", "import json, os, shared\nstep = json.load(open(os.environ['YARD_STEP']))\nopen(step['outputs']['rows'] + '/said', 'w').write(shared.greeting() + ' ' + str(os.getuid()))\n");
        _folder.Write("pipelines/TinyServer/serve.py", "import json, os\nserve = json.load(open(os.environ['YARD_SERVE']))\nprint(serve['model'], open(serve['artifact'] + '/state/word').read(), os.getuid())\n");
        _folder.Write(".gitignore", ".yard/\n");
        using var git = Process.Start("git", ["-C", _folder.Path, "init", "-q"])!;
        git.WaitForExit();
    }
}
