using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Collection;
using Modelyard.Running.Store;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Store;

/// <summary>Trees that are put together of parts, once.</summary>
public sealed class AssembledTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly YardStore _store;
    private int _made;

    public AssembledTests() => _store = new YardStore(_folder.At("store"));

    public void Dispose()
    {
        _store.Staging.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Equal_parts_are_put_together_once_and_others_again()
    {
        var tree = Assemble("one");
        Assert.Equal(tree.Digest, Assemble("one").Digest);
        Assert.Equal(tree.Bytes, Assemble("one").Bytes);
        Assert.Equal(1, _made);
        Assert.NotEqual(tree.Digest, Assemble("two").Digest);
        Assert.Equal(2, _made);
    }

    [Fact]
    public void What_is_not_whole_any_more_is_put_together_again()
    {
        var tree = Assemble("one");
        var file = Path.Combine(_store.Objects.PathOf(tree.Digest), "text");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "spoilt");

        Assert.Equal(tree.Digest, Assemble("one").Digest);
        Assert.Equal(2, _made);
        Assert.Equal("one", File.ReadAllText(file));
    }

    [Fact]
    public void A_record_goes_with_the_tree_that_it_names()
    {
        Assemble("one");
        _store.Staging.Dispose(); // this process counts on it no longer
        var records = _folder.At("store/assemblies");
        Assert.Single(Directory.GetFiles(records));
        var later = new YardStore(_folder.At("store"));

        new GarbageCollector(later, TimeProvider.System).Collect(new Retention(1, TimeSpan.Zero), dryRun: false);

        Assert.Empty(Directory.GetFiles(records));
        Assert.Empty(later.Objects.All());
        later.Staging.Dispose();
    }

    private ContentTree Assemble(string text) => _store.Assembled(new JsonObject { ["text"] = text }, "test", folder =>
    {
        _made++;
        File.WriteAllText(Path.Combine(folder, "text"), text);
    });
}
