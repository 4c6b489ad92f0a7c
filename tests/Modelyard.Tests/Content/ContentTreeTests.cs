using Modelyard.Content;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Content;

public sealed class ContentTreeTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The listing and its digest were computed by another program (sha256sum), so that they are pinned for good.
    [Fact]
    public void Lists_mode_size_digest_and_path_sorted_by_ordinal()
    {
        _folder.Write("a.txt", "one\n");
        _folder.Write("run.sh", "#!/bin/sh\n", executable: true);
        _folder.Write("a/b.txt", "two\n");
        _folder.Write("B", "");

        var tree = ContentTree.Of(_folder.Path);

        Assert.Equal(
            """
            - 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  B
            - 4 2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806  a.txt
            - 4 27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a  a/b.txt
            x 10 a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf  run.sh

            """,
            tree.Listing());
        Assert.Equal("sha256:c812b551b2eb41be3c4b2506b5f6aff447139c26b576e542d2c0995d0e888bf6", tree.Digest.ToString());
        Assert.Equal(18, tree.Bytes);
    }

    [Fact]
    public void A_listing_is_read_back()
    {
        _folder.Write(" leading and  double spaces ", "x");
        _folder.Write("名前/ファイル", "y", executable: true);
        var tree = ContentTree.Of(_folder.Path);

        var read = ContentTree.Parse(tree.Listing());

        Assert.Equal(tree.Digest, read!.Digest);
        Assert.Equal(tree.Files, read.Files);
    }

    [Theory]
    [InlineData("- 4 2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806 a.txt\n")]
    [InlineData("- four 2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806  a.txt\n")]
    [InlineData("? 4 2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806  a.txt\n")]
    [InlineData("- 4 2c8b08  a.txt\n")]
    public void A_damaged_listing_is_none(string listing) => Assert.Null(ContentTree.Parse(listing));

    [Fact]
    public void Times_and_empty_folders_do_not_count()
    {
        var file = _folder.Write("a/b", "x");
        var before = ContentTree.Of(_folder.Path).Digest;

        File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Directory.CreateDirectory(_folder.At("empty/emptier"));

        Assert.Equal(before, ContentTree.Of(_folder.Path).Digest);
    }

    [Fact]
    public void Content_name_and_mode_count()
    {
        var file = _folder.Write("a", "x");
        var digests = new HashSet<Digest> { ContentTree.Of(_folder.Path).Digest };

        _folder.Write("a", "y");
        Assert.True(digests.Add(ContentTree.Of(_folder.Path).Digest));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.True(digests.Add(ContentTree.Of(_folder.Path).Digest));
        File.Move(file, _folder.At("b"));
        Assert.True(digests.Add(ContentTree.Of(_folder.Path).Digest));
    }

    [Theory]
    [InlineData("ln -s /etc/passwd out", "YARD3010: 'out' is a symbolic link to '/etc/passwd'; expected files and folders only")]
    [InlineData("ln -s / out", "YARD3010: 'out' is a symbolic link to '/'; expected files and folders only")]
    [InlineData("mkdir in && ln -s gone in/out", "YARD3010: 'in/out' is a symbolic link to 'gone'; expected files and folders only")]
    [InlineData("mkfifo pipe", "YARD3010: 'pipe' is a device, pipe or socket; expected files and folders only")]
    [InlineData("/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'", "YARD3010: 'socket' is a device, pipe or socket; expected files and folders only")]
    [InlineData("touch \"$(printf 'two\\nlines')\"", "YARD3010: 'two\nlines' is not a name that travels: no line breaks, UTF-8 only")]
    [InlineData("mkdir \"$(printf 'two\\nlines')\"", "YARD3010: 'two\nlines' is not a name that travels: no line breaks, UTF-8 only")]
    [InlineData("touch \"$(printf 'a\\377')\"", "YARD3010: 'a\uFFFD' is not a name that travels: no line breaks, UTF-8 only")]
    [InlineData("mkdir \"$(printf 'a\\377')\"", "YARD3010: 'a\uFFFD' is not a name that travels: no line breaks, UTF-8 only")]
    public void Refuses_what_is_not_a_file(string script, string expected)
    {
        Programs.Run("/bin/sh", "-c", $"cd {_folder.Path} && {script}");

        Assert.Equal(expected, Failures.Of(() => ContentTree.Of(_folder.Path)));
    }

    [Fact]
    public void Refuses_devices()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root makes devices");
        try
        {
            Programs.Run("mknod", _folder.At("null"), "c", "1", "3");
        }
        catch (Xunit.Sdk.TrueException)
        {
            Assert.Skip("this container makes no devices");
        }

        Assert.Equal("YARD3010: 'null' is a device, pipe or socket; expected files and folders only", Failures.Of(() => ContentTree.Of(_folder.Path)));
    }

    [Fact]
    public void Refuses_a_folder_that_is_a_link_itself()
    {
        _folder.Write("precious/file", "x");
        Directory.CreateSymbolicLink(_folder.At("out"), _folder.At("precious"));

        Assert.Equal(
            $"YARD3010: the folder itself is a symbolic link to '{_folder.At("precious")}'; expected a folder",
            Failures.Of(() => ContentTree.Of(_folder.At("out"))));
    }
}
