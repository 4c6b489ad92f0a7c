using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Versions.Numbers;

namespace Modelyard.Tests.Versions.Numbers;

public sealed class LedgerTextTests
{
    private const string File = "models/m/versions.yaml";

    [Fact]
    public void Versions_are_added_at_the_end_and_nothing_before_them_changes()
    {
        var first = LedgerText.Append(null, [Version("v1", '1')]);
        var own = first.Replace("versions:", "# ours\nversions:", StringComparison.Ordinal).TrimEnd('\n');
        var second = LedgerText.Append(own, [Version("v2", '2'), Version("v3", '3')]);

        Assert.StartsWith(own + "\n  v2: { candidate: c2, ", second, StringComparison.Ordinal);
        Assert.Equal(["v1 c1", "v2 c2", "v3 c3"], LedgerText.Read(second, File).Select(version => $"{version.Key} {version.Value.Candidate}"));
    }

    [Fact]
    public void A_commit_of_digits_alone_stays_text()
    {
        var text = LedgerText.Append(null, [KeyValuePair.Create("v1", Spec('1') with { Commit = "12345678901234567890123456789012345678e1" })]);
        Assert.Equal("12345678901234567890123456789012345678e1", LedgerText.Read(text, File)["v1"].Commit);
    }

    [Fact]
    public void Everything_wrong_is_told_with_its_place()
    {
        var text = LedgerText.Append(null, [Version("v1", '1'), Version("v3", '3')]);
        var failure = Assert.Throws<YardException>(() => LedgerText.Read(text, File));
        Assert.Equal("models/m/versions.yaml:5:3: error YARD1086: versions.v3: expected v2 here: numbers are given one after the other", Assert.Single(failure.Diagnostics).ToString());
    }

    private static KeyValuePair<string, NumberedVersionSpec> Version(string number, char digit) => KeyValuePair.Create(number, Spec(digit));

    private static NumberedVersionSpec Spec(char digit) => new()
    {
        Candidate = $"c{digit}",
        Identity = $"sha256:{new string(digit, 64)}",
        Artifact = $"sha256:{new string('f', 64)}",
        Commit = new string(digit, 40),
    };
}
