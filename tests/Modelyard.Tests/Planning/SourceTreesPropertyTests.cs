using CsCheck;
using Modelyard.Planning.Sources;

namespace Modelyard.Tests.Planning;

/// <summary>Whatever is done to a working tree, our tree ids are those of <c>git add -A &amp;&amp; git write-tree</c>.</summary>
public sealed class SourceTreesPropertyTests
{
    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "a.b", "a-b", "é", "x y", "skip.pyc");

    private static readonly Gen<string> FilePath = Gen.Select(Gen.OneOf("m", "n"), Name, Gen.OneOf("", "/d", "/d/e"), Name, (top, folder, deep, file) => $"{top}/{folder}{deep}/{file}");

    private static readonly Gen<Edit> Edits = Gen.Select(Gen.Enum<EditKind>(), FilePath, FilePath, Gen.Int[0, 3]).Select(edit => new Edit(edit.Item1, edit.Item2, edit.Item3, $"{edit.Item4}"));

    [Fact]
    public void Ids_equal_those_of_git() => Edits.Array[1, 12].Sample(
        edits =>
        {
            using var git = new TemporaryGit();
            git.Write(".gitignore", "*.pyc\n").Write("m/a/a").Write("m/a/d/b").Write("n/b/x y").Commit();
            foreach (var edit in edits) edit.Apply(git);
            using var trees = GitSourceTrees.Open(git.Root);
            foreach (var folder in new[] { "m", "n", "m/a", "m/a/d" }) Assert.Equal(git.TreeId(folder), trees.TreeId(folder));
        },
        iter: 25,
        threads: 1);

    private enum EditKind
    {
        Write,
        Delete,
        Rename,
        MakeExecutable,
        Link,
        Stage,
        Unstage,
        Commit,
    }

    private sealed record Edit(EditKind Kind, string Path, string Other, string Text)
    {
        public void Apply(TemporaryGit git)
        {
            var script = Kind switch
            {
                EditKind.Write => "mkdir -p \"${1%/*}\" && printf '%s' \"$3\" > \"$1\"",
                EditKind.Delete => "rm -rf \"$1\"",
                EditKind.Rename => "[ ! -e \"$1\" ] || [ -e \"$2\" ] || { mkdir -p \"${2%/*}\" && mv \"$1\" \"$2\"; }",
                EditKind.MakeExecutable => "[ ! -f \"$1\" ] || chmod +x \"$1\"",
                EditKind.Link => "rm -rf \"$1\"; mkdir -p \"${1%/*}\" && ln -s a \"$1\"",
                EditKind.Stage => "git add -A \"${1%/*}\"",
                EditKind.Unstage => "git rm -q --cached --ignore-unmatch -r \"$1\"",
                _ => "git add -A && git commit -q --allow-empty -m edit",
            };

            // What a shell cannot do to this tree (a file where a folder must be) is no edit.
            git.Shell($"{{ {script}; }} 2>/dev/null || true", Path, Other, Text);
        }
    }
}
