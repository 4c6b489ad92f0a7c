using System.Net.Sockets;
using Modelyard.Diagnostics;
using Modelyard.Images.Layers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Layers;

public sealed class FolderEntriesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_keep_their_executable_bit_and_nothing_else()
    {
        _folder.Write("run", "x", executable: true);
        File.SetUnixFileMode(_folder.Write("sub/data", "12"), UnixFileMode.UserRead | UnixFileMode.GroupWrite | UnixFileMode.SetUser);

        Assert.Equal(
            ["code/run File 755 1", "code/sub Folder 755 0", "code/sub/data File 644 2"],
            FolderEntries.Of(_folder.Path, "code", "here").OrderBy(entry => entry.Path, StringComparer.Ordinal).Select(Text));
    }

    [Theory]
    [InlineData("sub/link", "../file")]
    [InlineData("sub/link", ".")]
    [InlineData("link", "sub/../file")]
    [InlineData("link", "sub/inner/../../file")]
    [InlineData("link", "nowhere")]
    public void A_link_within_the_folder_stays_a_link(string path, string target)
    {
        Plant();
        File.CreateSymbolicLink(_folder.At(path), target);

        var link = Assert.Single(FolderEntries.Of(_folder.Path, "", "here"), entry => entry.Kind == EntryKind.Link);
        Assert.Equal((path, target), (link.Path, link.Target));
    }

    [Theory]
    [InlineData("sub/link", "../../file", "leads out of the folder")]
    [InlineData("link", "..", "leads out of the folder")]
    [InlineData("link", "/etc/passwd", "is absolute, and leads elsewhere in an image")]
    [InlineData("link", "sub/up/../file", "leads out of the folder")]
    [InlineData("link", "link", "leads in a circle")]
    public void A_link_that_leads_elsewhere_is_refused(string path, string target, string why)
    {
        Plant();
        File.CreateSymbolicLink(_folder.At("sub/up"), "..");
        File.CreateSymbolicLink(_folder.At(path), target);

        Assert.Equal($"YARD7101: here/{path}: the link to '{target}' {why}", Failures.Of(() => FolderEntries.Of(_folder.Path, "", "here")));
    }

    [Fact]
    public void A_folder_that_is_itself_a_link_is_refused()
    {
        Plant();
        File.CreateSymbolicLink(_folder.At("alias"), "sub");

        Assert.Equal("YARD7101: here is itself a symbolic link to 'sub'", Failures.Of(() => FolderEntries.Of(_folder.At("alias"), "", "here")));
    }

    [Fact]
    public void All_that_cannot_be_part_of_an_image_is_told_at_once()
    {
        Plant();
        Programs.Run("mkfifo", _folder.At("pipe"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.At("socket")));
        File.CreateSymbolicLink(_folder.At("out"), "../x");
        Programs.Run("/bin/sh", "-c", "printf x >\"$1/$(printf 'caf\\351')\"", "sh", _folder.Path);
        _folder.Write("two\nlines", "");

        var failure = Assert.Throws<YardException>(() => FolderEntries.Of(_folder.Path, "", "here"));

        Assert.Equal(
            [
                "YARD7103: here/caf\uFFFD is not a name that travels: no line breaks, UTF-8 only",
                "YARD7101: here/out: the link to '../x' leads out of the folder",
                "YARD7102: here/pipe is a device, pipe or socket; expected files, folders and links",
                "YARD7102: here/socket is a device, pipe or socket; expected files, folders and links",
                "YARD7103: here/two\nlines is not a name that travels: no line breaks, UTF-8 only",
            ],
            failure.Diagnostics.Select(diagnostic => $"{diagnostic.Code.Id}: {diagnostic.Message}"));
    }

    [Fact]
    public void Devices_are_refused()
    {
        var failure = Assert.Throws<YardException>(() => FolderEntries.Of("/dev", "", "/dev"));

        Assert.Contains("YARD7102: /dev/null is a device, pipe or socket; expected files, folders and links", failure.Diagnostics.Select(diagnostic => $"{diagnostic.Code.Id}: {diagnostic.Message}"));
    }

    private void Plant()
    {
        _folder.Write("file", "x");
        Directory.CreateDirectory(_folder.At("sub/inner"));
    }

    private static string Text(LayerEntry entry) => $"{entry.Path} {entry.Kind} {Convert.ToString(entry.Mode, 8)} {entry.Content.Length}";
}
