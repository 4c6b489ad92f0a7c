using Modelyard.Diagnostics;
using Modelyard.Images.Requirements;
using Modelyard.Specs.Requirements;

namespace Modelyard.Tests.Images.Requirements;

/// <summary>Against the packages of this machine.</summary>
public sealed class DebianHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_installed_is_told_with_its_version()
    {
        var versions = await new DebianHost(TimeProvider.System).VersionsAsync([Packages("models/fruit/apt.txt", "base-files\ndpkg\n")], Cancellation);

        Assert.Equal(["base-files", "dpkg"], versions["fruit"].Keys);
        Assert.All(versions["fruit"].Values, version => Assert.Matches("^[0-9]", version));
    }

    [Fact]
    public async Task What_is_missing_or_another_version_is_told_with_the_command_that_installs_it()
    {
        var host = new DebianHost(TimeProvider.System);
        var there = (await host.VersionsAsync([Packages("models/fruit/apt.txt", "dpkg\n")], Cancellation))["fruit"]["dpkg"];

        var failure = await Assert.ThrowsAsync<YardException>(() => host.VersionsAsync([Packages("models/fruit/apt.txt", "# ours\nlibnone-such7\nbase-files\ndpkg=0.1\n"), Packages(null, "libnone-such8\n")], Cancellation));

        Assert.Equal(
            [
                $"models/fruit/apt.txt:4:1: error YARD7036: the Debian package dpkg is installed in version {there}; expected 0.1 → sudo apt-get install -y --no-install-recommends dpkg=0.1 libnone-such7",
                "models/fruit/apt.txt:2:1: error YARD7036: the Debian package libnone-such7 is not installed on this machine → sudo apt-get install -y --no-install-recommends dpkg=0.1 libnone-such7",
                "error YARD7036: fruit: the Debian package libnone-such8 is not installed on this machine → sudo apt-get install -y --no-install-recommends libnone-such8",
            ],
            failure.Diagnostics.Select(diagnostic => diagnostic.ToString()));
    }

    private static DebianPackages Packages(string? file, string text) => AptFile.Parse("fruit", file, text).Packages!;
}
