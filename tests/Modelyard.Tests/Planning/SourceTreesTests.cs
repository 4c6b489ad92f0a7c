using Modelyard.Diagnostics;
using Modelyard.Planning.Sources;

namespace Modelyard.Tests.Planning;

public sealed class SourceTreesTests : IDisposable
{
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private readonly TemporaryGit _git = new();

    public SourceTreesTests()
    {
        _git.Write("a/one.py").Write("a/deep/two.py", "two").Write("a-b/x").Write("b/three").Write(".gitignore", "*.pyc\n__pycache__/\n");
        _git.Commit();
    }

    public void Dispose() => _git.Dispose();

    [Fact]
    public void A_clean_folder_has_the_id_of_its_tree() => Assert.Equal(_git.Run("rev-parse", "HEAD:a"), TreeId("a"));

    [Theory]
    [InlineData("echo changed > a/one.py")]
    [InlineData("chmod +x a/one.py")]
    [InlineData("rm a/one.py")]
    [InlineData("rm -r a")]
    [InlineData("rm -r a/deep")]
    [InlineData("echo new > a/new.py")]
    [InlineData("mkdir -p a/empty/folder")]
    [InlineData("touch a/cached.pyc; mkdir a/__pycache__; touch a/__pycache__/x")]
    [InlineData("mv a/one.py a/renamed.py")]
    [InlineData("ln -s one.py a/link")]
    [InlineData("ln -s nowhere a/dangling")]
    [InlineData("ln -sf deep/two.py a/one.py")]
    [InlineData("rm -r a/deep; ln -s ../b a/deep")]
    [InlineData("rm -r a/deep; echo file > a/deep")]
    [InlineData("rm a/one.py; mkdir a/one.py; echo x > a/one.py/inside")]
    [InlineData("echo staged > a/one.py; git add a; echo 'then edited' > a/one.py")]
    [InlineData("echo staged > a/new.py; git add a; rm a/new.py")]
    [InlineData("git rm -q --cached a/one.py")]
    [InlineData("git rm -q --cached a/one.py; echo one.py > a/.gitignore")]
    [InlineData("touch a/kept.pyc; git add -f a/kept.pyc")]
    [InlineData("git add -N a/one.py; echo x > a/intended; git add -N a/intended")]
    [InlineData("echo '*' > a/deep/.gitignore; touch a/deep/new")]
    [InlineData("printf 'line\\r\\n' > a/one.py")]
    [InlineData("touch 'a/späte Größe 日本'")]
    [InlineData("touch 'a/a.b' a/a-b 'a/a b'; mkdir a/a; touch a/a/x")]
    [InlineData("printf '*' > a/one.py; git update-index --assume-unchanged a/deep/two.py")]
    [InlineData("printf '*.py -text\\n' > .gitattributes; printf 'x\\r\\n' > a/one.py")]
    [InlineData("git config core.filemode false; chmod +x a/one.py; echo y >> a/one.py; echo z > a/z; chmod +x a/z")]
    [InlineData("git checkout -q -b other; echo o > a/one.py; git commit -qam o; git checkout -q main; echo m > a/one.py; git commit -qam m; git merge other")]
    public void A_dirty_folder_has_the_id_that_committing_it_would_give(string edits)
    {
        Shell(edits);

        Assert.Equal(_git.TreeId("a"), TreeId("a"));
        _git.Commit();
        Assert.Equal(_git.TreeId("a"), TreeId("a"));
    }

    [Fact]
    public void Lists_the_files_behind_the_id()
    {
        Shell("chmod +x a/deep/two.py; touch a/x.pyc; printf '' > a/new");

        Assert.Equal(
            [("deep/two.py", true, Blob("a/deep/two.py")), ("new", false, Blob("a/new")), ("one.py", false, Blob("a/one.py"))],
            Files("a"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("a/deep/nothing")]
    public void A_folder_without_files_has_the_empty_tree(string folder)
    {
        Assert.Equal(EmptyTree, TreeId(folder));
        Assert.Empty(Files(folder));
    }

    [Fact]
    public void Folders_outside_any_repository_are_hashed_as_git_would()
    {
        var expected = TreeId("a");
        using var plain = new TemporaryGit(initialise: false);
        Shell($"cp -r a .gitignore {plain.Root}; touch {plain.Root}/a/x.pyc");

        using var trees = GitSourceTrees.Open(plain.Root);

        Assert.Equal(expected, trees.TreeId("a"));
        Assert.False(Directory.Exists(plain.In(".git")));
    }

    [Fact]
    public void Folders_of_a_repository_without_commits_are_hashed_as_git_would()
    {
        using var young = new TemporaryGit();
        Shell($"cp -r a .gitignore {young.Root}; cd {young.Root}; git add a/one.py; touch a/x.pyc");

        using var trees = GitSourceTrees.Open(young.Root);

        Assert.Equal(_git.Run("rev-parse", "HEAD:a"), trees.TreeId("a"));
    }

    [Fact]
    public void A_root_inside_a_bigger_repository_is_looked_at_alone()
    {
        Shell("echo dirty > a/deep/two.py; echo new > b/new");

        using var trees = GitSourceTrees.Open(_git.In("a"));

        Assert.Equal(_git.TreeId("a/deep"), trees.TreeId("deep"));
        Assert.Equal(_git.TreeId("a"), trees.TreeId(""));
    }

    [Fact]
    public void A_root_that_its_repository_ignores_is_hashed_as_if_alone()
    {
        Shell("echo scratch/ >> .gitignore; mkdir scratch; cp -r a scratch/");

        using var trees = GitSourceTrees.Open(_git.In("scratch"));

        Assert.Equal(_git.Run("rev-parse", "HEAD:a"), trees.TreeId("a"));
    }

    [Fact]
    public void A_root_is_found_through_a_symbolic_link()
    {
        using var elsewhere = new TemporaryGit(initialise: false);
        Shell($"ln -s {_git.Root} {elsewhere.Root}/link; echo dirty > a/one.py");

        using var trees = GitSourceTrees.Open(elsewhere.In("link"));

        Assert.Equal(_git.TreeId("a"), trees.TreeId("a"));
    }

    [Fact]
    public void A_linked_worktree_and_a_shallow_clone_are_repositories_too()
    {
        using var place = new TemporaryGit(initialise: false);
        Shell($"git worktree add -q {place.Root}/tree HEAD; git clone -q --depth 1 file://{_git.Root} {place.Root}/clone; "
            + $"for d in tree clone; do echo dirty > {place.Root}/$d/a/one.py; done; echo dirty > a/one.py");
        var expected = _git.TreeId("a");

        foreach (var folder in new[] { "tree", "clone" })
        {
            using var trees = GitSourceTrees.Open(place.In(folder));
            Assert.Equal(expected, trees.TreeId("a"));
        }
    }

    [Theory]
    [InlineData("git init -q a/inner; cd a/inner; touch x; git add x; git -c user.name=t -c user.email=t@t commit -qm x", "a/inner")]
    [InlineData("git init -q a/inner; cd a/inner; touch x; git add x; git -c user.name=t -c user.email=t@t commit -qm x; cd ../..; git add a 2>/dev/null; git commit -qm s", "a/inner")]
    public void A_repository_inside_a_folder_is_refused(string edits, string where)
    {
        Shell(edits);

        Expect($"{where}: error YARD2004: it is a submodule or a repository of its own, expected files", () => Files("a"));
        Assert.Equal(_git.Run("rev-parse", "HEAD:b"), TreeId("b"));
    }

    [Theory]
    [InlineData("echo '*.py filter=lfs' > .gitattributes; echo x > a/one.py", "a/one.py", "filter=lfs")]
    [InlineData("echo 'one.py text=auto' > a/.gitattributes; printf 'x\\r\\n' > a/one.py", "a/one.py", "text")]
    [InlineData("echo 'a/** eol=crlf' > .gitattributes; printf 'x\\r\\n' > a/one.py", "a/one.py", "text")]
    [InlineData("echo '/a/*.py ident' > .gitattributes; echo '$Id$' > a/one.py", "a/one.py", "ident")]
    [InlineData("echo '* working-tree-encoding=UTF-16' > .git/info/attributes; echo y > a/one.py", "a/one.py", "working-tree-encoding=UTF-16")]
    [InlineData("git config core.autocrlf input; printf 'x\\r\\n' > a/one.py", "a/one.py", "text")]
    public void A_file_that_git_would_store_otherwise_is_refused(string edits, string where, string attribute)
    {
        Shell(edits);

        Expect($"{where}: error YARD2005: git stores other bytes than the file's, by the attribute '{attribute}'", () => TreeId("a"));
    }

    [Theory]
    [InlineData("echo '* text=auto' > .gitattributes; echo x > a/one.py")]
    [InlineData("printf '* text=auto\\n*.py -text\\n' > .gitattributes; printf 'x\\r\\n' > a/one.py")]
    [InlineData("printf '* text=auto\\n' > .gitattributes; printf 'x\\r\\n\\0' > a/one.py")]
    [InlineData("printf '*.py filter=lfs\\n' > .gitattributes; printf '*.py -filter\\n' > a/.gitattributes; echo x > a/one.py")]
    [InlineData("printf '*.bin filter=lfs\\n/b/** filter=lfs\\n# *.py filter=x\\n' > .gitattributes; echo x > a/one.py")]
    public void Attributes_that_change_nothing_are_no_matter(string edits)
    {
        Shell(edits);

        Assert.Equal(_git.TreeId("a"), TreeId("a"));
        Assert.NotEmpty(Files("a"));
    }

    [Fact]
    public void A_clean_file_that_was_converted_is_refused_when_its_content_is_asked_for()
    {
        Shell("echo '* text=auto' > .gitattributes; printf 'x\\r\\n' > a/one.py; git add -A 2>/dev/null; git commit -qm crlf");

        Expect("a/one.py: error YARD2005: git stores other bytes than the file's, by the attribute 'text'", () => Files("a"));
    }

    [Fact]
    public void A_symbolic_link_has_an_id_but_is_no_source_file()
    {
        Shell("ln -s one.py a/link");

        Assert.Equal(_git.TreeId("a"), TreeId("a"));
        Expect("a/link: error YARD2006: it is a symbolic link, expected a file", () => Files("a"));
    }

    [Fact]
    public void A_pipe_or_a_socket_is_not_there_for_git()
    {
        Shell("mkfifo a/pipe");

        Assert.Equal(_git.Run("rev-parse", "HEAD:a"), TreeId("a"));
    }

    [Fact]
    public void A_pipe_in_the_place_of_a_file_is_a_removed_file()
    {
        Shell("rm a/one.py; mkfifo a/one.py");

        Assert.Equal(["deep/two.py"], Files("a").Select(file => file.Item1));
    }

    [Fact]
    public void Looking_changes_nothing_in_the_repository()
    {
        Shell("echo dirty > a/one.py; touch a/new");
        var before = Content();

        TreeId("a");
        Files("a");

        Assert.Equal(before, Content());

        List<(string, string)> Content() => [.. Directory.EnumerateFiles(_git.In(".git"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => (file, Convert.ToHexString(File.ReadAllBytes(file))))];
    }

    [Fact]
    public void An_unreadable_repository_is_an_error()
    {
        using var broken = new TemporaryGit(initialise: false);
        broken.Write(".git", "gitdir: /nowhere/at/all\n");

        var failure = Assert.Throws<YardException>(() => GitSourceTrees.Open(broken.Root));

        Assert.Equal("YARD2003", failure.Diagnostics.Single().Code.Id);
    }

    private string TreeId(string folder)
    {
        using var trees = GitSourceTrees.Open(_git.Root);
        return trees.TreeId(folder);
    }

    private List<(string, bool, string)> Files(string folder)
    {
        using var trees = GitSourceTrees.Open(_git.Root);
        return [.. trees.Files(folder).Select(file => (file.Path, file.Executable, file.BlobId))];
    }

    private string Blob(string path) => _git.Run("hash-object", path);

    private void Shell(string script) => _git.Shell(script);

    private static void Expect(string start, Action act)
    {
        var failure = Assert.Throws<YardException>(act);
        Assert.Equal(start, failure.Diagnostics.Single().ToString());
    }
}
