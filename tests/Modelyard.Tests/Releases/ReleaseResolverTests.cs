using Modelyard.Content;
using Modelyard.Releases;
using Modelyard.Specs;
using Modelyard.Specs.Yaml;
using Modelyard.Traffic;

namespace Modelyard.Tests.Releases;

public sealed class ReleaseResolverTests
{
    private static readonly ResolvedVersion Forest = new("dev3", Digest.Of("forest"u8), "forest");
    private static readonly ResolvedVersion Old = new("v7", Digest.Of("old"u8), "network");

    [Fact]
    public void Candidates_become_their_newest_blessed_versions_and_pins_themselves()
    {
        var resolution = Resolve(("a", new ArmSpec { Candidate = "forest", Weight = 90 }), ("b", new ArmSpec { Version = "v7", Weight = 10 }));
        Assert.Empty(resolution.Diagnostics);
        Assert.Equal(("item-photo", "item-photo"), (resolution.Route!.Model, resolution.Route.Salt));
        Assert.Equal([new Arm("a", 90, "dev3", Forest.Identity), new Arm("b", 10, "v7", Old.Identity)], resolution.Route.Arms);
    }

    [Fact]
    public void Every_arm_without_a_version_is_told_at_once()
    {
        var resolution = Resolve(
            ("a", new ArmSpec { Candidate = "forrest", Weight = 40 }),
            ("b", new ArmSpec { Candidate = "network", Weight = 40 }),
            ("c", new ArmSpec { Version = "v8", Weight = 20 }));
        Assert.Null(resolution.Route);
        Assert.Equal(
            [
                "models/item-photo/releases/local.yaml:2:9: error YARD5005: arms.a.candidate is 'forrest'; item-photo has forest, network → did you mean 'forest'?",
                "models/item-photo/releases/local.yaml:3:9: error YARD5006: arms.b.candidate 'network' has no blessed version yet → ./yard run item-photo",
                "models/item-photo/releases/local.yaml:4:9: error YARD5007: arms.c.version 'v8' is no version of item-photo → ./yard versions item-photo",
            ],
            resolution.Diagnostics.Select(diagnostic => diagnostic.ToString()));
    }

    private static ReleaseResolution Resolve(params (string Name, ArmSpec Arm)[] arms) => ReleaseResolver.Resolve(
        "item-photo",
        ["network", "forest"],
        new SpecFile<ReleaseSpec>(
            new ReleaseSpec { Arms = arms.ToDictionary(arm => arm.Name, arm => arm.Arm) },
            "models/item-photo",
            new SourceMap("models/item-photo/releases/local.yaml", Mapping(1, ("arms", Mapping(1, [.. arms.Select((arm, i) => (arm.Name, Candidate(i + 2)))]))))),
        new Catalogue());

    private static SpecMapping Candidate(int line) => Mapping(line, ("candidate", new SpecScalar(line, 20, ScalarKind.Text, "x")));

    private static SpecMapping Mapping(int line, params (string Key, SpecNode Value)[] entries) =>
        new(line, 1, [.. entries.Select(entry => new SpecEntry(entry.Key, entry.Value.Line, 9, entry.Value))]);

    private sealed class Catalogue : IVersionCatalogue
    {
        public ResolvedVersion? NewestBlessed(string model, string candidate) => candidate == Forest.Candidate ? Forest : null;

        public ResolvedVersion? Find(string model, string reference) => reference == Old.Name ? Old : null;
    }
}
