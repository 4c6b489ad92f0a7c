using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Modelyard.Content;
using Modelyard.Images.Layers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Layers;

/// <summary>Archives, with Python's own reader and GNU tar as witnesses of what is in them.</summary>
public sealed class ArchiveTests : IDisposable
{
    private const string List = """
        import json, sys, tarfile
        with tarfile.open(sys.argv[1], "r:") as archive:
            print(json.dumps([[m.name, m.type.decode(), oct(m.mode), m.uid, m.gid, m.mtime, m.size, m.linkname, m.uname, archive.extractfile(m).read().decode() if m.isreg() and m.size < 100 else ""] for m in archive]))
        """;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Another_reader_finds_what_was_put_in()
    {
        var content = new LayerContent(
        [
            LayerEntry.File("bin/run", executable: true, Text("#!/bin/sh\n")),
            LayerEntry.File("bin/a-b", executable: false, Text("")),
            LayerEntry.Link("bin/also", "run"),
        ]);

        Assert.Equal(
            """
            bin 5 0o755 0 0 0 0
            bin/a-b 0 0o644 0 0 0 0
            bin/also 2 0o777 0 0 0 0 run
            bin/run 0 0o755 0 0 0 10 #!/bin/sh
            """,
            Listed(content),
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("100", 100)]
    [InlineData("101", 101)]
    [InlineData("255", 255)]
    [InlineData("256", 256)]
    [InlineData("4000", 4000)]
    public void Names_of_any_length_come_back(string about, int length)
    {
        Assert.NotEmpty(about);
        var deep = string.Join('/', Enumerable.Range(0, (length / 50) + 1).Select(number => new string((char)('a' + (number % 26)), 49)))[..(length - 1)].TrimEnd('/');
        var path = deep + new string('z', length - deep.Length);
        var content = new LayerContent([LayerEntry.File(path, executable: false, Text("here"))]);

        Assert.Contains($"{path} 0 0o644 0 0 0 4 here", Listed(content).Split('\n'));
    }

    [Fact]
    public void A_name_without_a_slash_that_is_too_long_for_a_header_comes_back()
    {
        var name = new string('n', 200);

        Assert.Equal($"{name} 0 0o644 0 0 0 4 here", Listed(new LayerContent([LayerEntry.File(name, executable: false, Text("here"))])));
    }

    [Theory]
    [InlineData("写真/ö.txt")]
    [InlineData("naïve = 1.txt")]
    [InlineData("a\\b")]
    public void Names_in_any_script_come_back(string path) =>
        Assert.Contains($"{path} 0 0o644 0 0 0 4 here", Listed(new LayerContent([LayerEntry.File(path, executable: false, Text("here"))])).Split('\n'));

    [Fact]
    public void A_link_to_a_long_place_comes_back()
    {
        var target = string.Join('/', Enumerable.Repeat("..", 40)) + "/" + new string('t', 90);

        Assert.Equal($"link 2 0o777 0 0 0 0 {target}", Listed(new LayerContent([LayerEntry.Link("link", target)])));
    }

    [Fact]
    public void Owners_times_and_modes_of_a_base_come_back()
    {
        var entry = new LayerEntry("var/mail", EntryKind.Folder, 0b010_111_111_101) { User = 5_000_000, Group = 8, Modified = 1_600_000_000 };

        Assert.Contains("var/mail 5 0o2775 5000000 8 1600000000 0", Listed(new LayerContent([entry])).Split('\n'));
    }

    [Fact]
    public void Gnu_tar_unpacks_it()
    {
        var archive = Written(new LayerContent([LayerEntry.File(new string('d', 90) + "/" + new string('f', 120), executable: true, Text("x")), LayerEntry.Link("l", "nowhere")]));
        Directory.CreateDirectory(_folder.At("out"));

        Programs.Run("tar", "-xf", archive, "-C", _folder.At("out"));

        Assert.Equal("x", File.ReadAllText(_folder.At($"out/{new string('d', 90)}/{new string('f', 120)}")));
        Assert.Equal("nowhere", new FileInfo(_folder.At("out/l")).LinkTarget);
    }

    [Fact]
    public void The_order_of_entries_does_not_matter()
    {
        List<LayerEntry> entries = [LayerEntry.File("b/x", false, Text("1")), LayerEntry.File("a", false, Text("2")), LayerEntry.Folder("c"), LayerEntry.File("b-c", true, Text("3"))];
        var expected = new LayerContent(entries).Describe(TestContext.Current.CancellationToken);
        entries.Reverse();

        Assert.Equal(expected, new LayerContent(entries).Describe(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_description_is_of_the_bytes_that_are_read()
    {
        var content = new LayerContent([LayerEntry.File("a", false, EntryContent.Of(new byte[70_000])), LayerEntry.File("b", false, Text("x"))]);
        var file = Written(content);

        Assert.Equal(new LayerDigest(Digest.Of(File.ReadAllBytes(file)), new FileInfo(file).Length), content.Describe(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(511)]
    [InlineData(513)]
    public void Reading_in_pieces_of_any_size_gives_the_same_bytes(int size)
    {
        var content = new LayerContent([LayerEntry.File("a", false, EntryContent.Of(File.ReadAllBytes(Environment.ProcessPath!).AsMemory(0, 3000))), LayerEntry.File("b", false, Text("x"))]);
        using var stream = content.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[size];
        for (int count; (count = stream.Read(buffer)) > 0;) bytes.Write(buffer, 0, count);

        Assert.Equal(content.Describe(TestContext.Current.CancellationToken).Digest, Digest.Of(bytes.ToArray()));
    }

    [Fact]
    public void A_sparse_file_of_ten_gigabytes_streams_through_little_memory_and_tells_its_size()
    {
        var file = _folder.At("sparse");
        using (var sparse = File.Create(file)) sparse.SetLength(10L << 30);
        var content = new LayerContent([LayerEntry.File("weights", executable: false, EntryContent.Of(file, 10L << 30))]);
        using var stream = content.Open();

        // pax header and its record, header, content, end.
        Assert.Equal((3 * 512) + (10L << 30) + 1024, stream.Length);
        var head = new byte[2048];
        stream.ReadExactly(head);
        Assert.Equal("20 size=10737418240\n", Encoding.ASCII.GetString(head, 512, 20));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var buffer = new byte[1 << 20];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var read = 0L; read < 1L << 30; read += stream.Read(buffer)) hash.AppendData(buffer);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_file_that_grew_or_shrank_is_refused_and_named()
    {
        var file = _folder.Write("a", "12345");
        var content = new LayerContent([LayerEntry.File("a", executable: false, EntryContent.Of(file, 5))]);
        var expected = $"YARD7105: {file} changed while it was read: it had 5 bytes";

        _folder.Write("a", "123456");
        Assert.Equal(expected, Failures.Of(() => content.Describe(TestContext.Current.CancellationToken)));
        _folder.Write("a", "1234");
        Assert.Equal(expected, Failures.Of(() => content.Describe(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("../etc/passwd", "'../etc/passwd' is not a plain path below the image's root")]
    [InlineData("a/../../b", "'a/../../b' is not a plain path below the image's root")]
    [InlineData("/etc", "'/etc' is not a plain path below the image's root")]
    [InlineData("a//b", "'a//b' is not a plain path below the image's root")]
    [InlineData("", "'' is no name")]
    [InlineData("a\nb", "'a\nb' is not a name that travels: no line breaks, UTF-8 only")]
    public void A_path_that_leads_out_is_refused(string path, string expected) =>
        Assert.Equal($"YARD7103: {expected}", Failures.Of(() => _ = new LayerContent([LayerEntry.Folder(path)])));

    [Fact]
    public void A_name_that_stands_twice_and_a_file_that_is_a_folder_are_refused_together()
    {
        var failure = Assert.Throws<Modelyard.Diagnostics.YardException>(() => _ = new LayerContent([LayerEntry.Folder("a"), LayerEntry.Folder("a"), LayerEntry.Link("b", "a"), LayerEntry.Folder("b/c")]));

        Assert.Equal(["'a' stands twice in one layer", "'b' is a file and the folder of 'b/c' in one layer"], failure.Diagnostics.Select(diagnostic => diagnostic.Message));
    }

    private static EntryContent Text(string text) => EntryContent.Of(Encoding.UTF8.GetBytes(text));

    private string Written(LayerContent content)
    {
        using var stream = content.Open();
        using var file = File.Create(_folder.At("layer.tar"));
        stream.CopyTo(file);
        return file.Name;
    }

    private string Listed(LayerContent content)
    {
        using var members = JsonDocument.Parse(Programs.Run(Programs.Python, "-c", List, Written(content)));
        return string.Join('\n', members.RootElement.EnumerateArray().Select(member => string.Join(' ', member.EnumerateArray().Select(field => field.ToString())).TrimEnd()
            .Replace("  ", " ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal)));
    }
}
