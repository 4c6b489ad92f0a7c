using Modelyard.Planning.Sources;

namespace Modelyard.Tests.Planning;

public sealed class FolderTreesTests
{
    [Fact]
    public void A_copy_has_the_ids_that_git_gave_the_original()
    {
        using var git = new TemporaryGit();
        git.Write("pipelines/a/main.py", "print(1)\n");
        git.Write("pipelines/a/deep/er/data.txt", "x");
        git.Write("pipelines/a.b/c", "");
        File.SetUnixFileMode(git.In("pipelines/a/main.py"), (UnixFileMode)Convert.ToInt32("755", 8));
        git.Commit("all");

        using var trees = GitSourceTrees.Open(git.Root);
        var copy = new FolderTrees(git.Root);

        foreach (var folder in (string[])["pipelines", "pipelines/a", "pipelines/a/deep", "pipelines/a.b"])
        {
            Assert.Equal(trees.TreeId(folder), copy.TreeId(folder));
            Assert.Equal(trees.Files(folder), copy.Files(folder));
        }
    }
}
