using Modelyard.Images.Runtimes;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class HostSystemTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("NAME=\"Debian GNU/Linux\"\nID=debian\n", true)]
    [InlineData("ID=ubuntu\nID_LIKE=debian\n", true)]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", true)]
    [InlineData("ID='pop'\nID_LIKE='ubuntu'\n", true)]
    [InlineData("ID=fedora\nPRETTY_NAME=\"not debian\"\n", false)]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", false)]
    public void Debian_and_what_is_like_it_is_known_by_its_release_file(string release, bool expected)
    {
        File.WriteAllText(_folder.File("os-release"), release);

        Assert.Equal(expected, HostSystem.IsLikeDebian(_folder.File("os-release")));
    }

    [Fact]
    public void A_host_without_a_release_file_has_no_apt() => Assert.False(HostSystem.IsLikeDebian(_folder.File("none")));
}
