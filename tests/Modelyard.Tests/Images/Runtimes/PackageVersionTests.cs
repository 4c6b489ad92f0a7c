using Modelyard.Images.Runtimes;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class PackageVersionTests
{
    [Theory]
    [InlineData("1.24", "1.24")]
    [InlineData("1.24.0", "1.24")]
    [InlineData("1.24", "1.24.0")]
    [InlineData("1.100", "1.24")]
    [InlineData("2.0", "1.24")]
    [InlineData("1.24.post1", "1.24")]
    [InlineData("1.24+deb12u1", "1.24")]
    [InlineData("1!0.1", "1.24")]
    [InlineData("1.24rc2", "1.24rc1.dev1")]
    [InlineData("1.25rc1", "1.24")]
    public void Found_is_new_enough(string found, string least) => Assert.True(PackageVersion.IsAtLeast(found, least));

    [Theory]
    [InlineData("1.23.9", "1.24")]
    [InlineData("1.9", "1.24")]
    [InlineData("1.24rc1", "1.24")]
    [InlineData("1.24.dev0", "1.24")]
    [InlineData("1.24a1", "1.24.0")]
    [InlineData("unknown", "1.24")]
    [InlineData("", "1.24")]
    public void Found_is_not_new_enough(string found, string least) => Assert.False(PackageVersion.IsAtLeast(found, least));
}
