using System.Collections.Immutable;
using System.Globalization;
using Modelyard.Content;
using Modelyard.Serving;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Tests.Traffic.Mesh;

/// <summary>One route is dealt by the gateway and by the mesh alike: a table of cases, asserted against both.</summary>
public sealed class MeshTrafficTests
{
    private const string Host = "item-photo.serving.svc.cluster.local";

    /// <summary>Arms as <c>name weight version</c>; a subject; what its request says of versions; who must answer.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "a 100 one", "ann", "", "one" },
        { "a 90 one, b 10 two", "user-0", "", "one" },
        { "a 90 one, b 10 two", "user-10", "", "two" },
        { "a 90 one, b 10 two", "ann", "b", "two" },
        { "a 90 one, b 10 two", "ann", "v-two", "two" },
        { "a 100 one, b 0 two", "ann", "b", "two" },
        { "a 100 one, b 0 two", "ann", "", "one" },
        { "a 60 one, b 40 one", "ann", "b", "one" },
        { "a 33.33 one, b 33.33 two, c 33.34 three", "user-1", "", "one" },
        { "a 33.33 one, b 33.33 two, c 33.34 three", "user-2", "", "two" },
        { "a 33.33 one, b 33.33 two, c 33.34 three", "user-0", "", "three" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_version_that_the_gateway_names_is_the_one_that_the_mesh_asks(string arms, string subject, string asked, string answers)
    {
        var route = Route(arms);
        var dealt = asked.Length == 0 ? route.ArmOf(subject) : route.Pinned(asked);
        Assert.Equal(Identity(answers), dealt!.Identity);
        Assert.Equal(
            new SortedDictionary<string, double> { [Variant.Of(Identity(answers))] = 1 },
            Mesh(route, (YardHeaders.Variant, Variant.Of(dealt.Identity))));
    }

    [Theory]
    [InlineData("a 100 one", "one 1")]
    [InlineData("a 90 one, b 10 two", "one 0.9, two 0.1")]
    [InlineData("a 100 one, b 0 two", "one 1")]
    [InlineData("a 60 one, b 40 one", "one 1")]
    [InlineData("a 60 one, b 30 two, c 10 one", "one 0.7, two 0.3")]
    [InlineData("a 33.33 one, b 33.33 two, c 33.34 three", "one 0.3333, two 0.3333, three 0.3334")]
    public void Who_did_not_pass_the_gateway_is_dealt_by_the_weights_by_which_the_gateway_deals_subjects(string arms, string shares)
    {
        var route = Route(arms);
        var expected = new SortedDictionary<string, double>(
            shares.Split(", ").Select(share => share.Split(' ')).ToDictionary(share => Variant.Of(Identity(share[0])), share => double.Parse(share[1], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
        Assert.Equal(expected, Mesh(route));
        Assert.Equal(expected, Mesh(route, (YardHeaders.Variant, "000000000000"))); // of a version that is gone
        Assert.Equal(expected, Mesh(route, (YardHeaders.Subject, "ann")));

        const int Subjects = 20_000;
        var dealt = Enumerable.Range(0, Subjects).CountBy(number => Variant.Of(route.ArmOf($"user-{number}")!.Identity)).ToDictionary();
        foreach (var (variant, share) in expected) Assert.InRange(dealt.GetValueOrDefault(variant), Subjects * share - 250, Subjects * share + 250); // more than three standard deviations
    }

    [Fact]
    public void Every_arm_is_sticky_through_gateway_and_mesh()
    {
        var route = Route("a 50 one, b 30 two, c 20 three");
        for (var number = 0; number < 200; number++)
        {
            var dealt = Enumerable.Range(0, 3).Select(_ => Assert.Single(Mesh(route, (YardHeaders.Variant, Variant.Of(route.ArmOf($"user-{number}")!.Identity)))).Key).Distinct();
            Assert.Single(dealt);
        }
    }

    [Fact]
    public void A_version_that_leaves_can_still_be_named_but_has_no_weight()
    {
        var route = Route("a 100 two");
        string[] leaving = [Variant.Of(Identity("one"))];
        var (routes, subsets) = (MeshTraffic.Routes(route, Host, leaving), MeshTraffic.Subsets(route, Host, leaving));
        Assert.Equal(1, MeshRouter.Route(routes, subsets, new Dictionary<string, string> { [YardHeaders.Variant] = leaving[0] })[leaving[0]]);
        Assert.Equal(Variant.Of(Identity("two")), Assert.Single(MeshRouter.Route(routes, subsets, new Dictionary<string, string>())).Key);
    }

    [Fact]
    public void Nobody_outside_says_which_version_answers()
    {
        var ingress = MeshTraffic.Ingress("istio-ingress/public", "models.example", "yard-gateway.serving.svc.cluster.local", 80);
        var route = Assert.Single(ingress.Http);
        Assert.Equal(["x-yard-variant"], route.Headers!.Request.Remove);
        Assert.Null(route.Match);
        Assert.Equal(["istio-ingress/public"], ingress.Gateways!);
        Assert.Null(MeshTraffic.Routes(Route("a 100 one"), Host).Gateways); // a model's own routes are for the mesh alone
        Assert.False(YardHeaders.IsPassedOn(YardHeaders.Variant)); // nor does the gateway pass it on
    }

    private static SortedDictionary<string, double> Mesh(ModelRoute route, params (string Name, string Value)[] headers) =>
        MeshRouter.Route(MeshTraffic.Routes(route, Host), MeshTraffic.Subsets(route, Host), headers.ToDictionary(header => header.Name, header => header.Value));

    private static ModelRoute Route(string arms) => new("item-photo", "item-photo", [.. arms.Split(", ").Select(arm => arm.Split(' '))
        .Select(arm => new Arm(arm[0], double.Parse(arm[1], CultureInfo.InvariantCulture), $"v-{arm[2]}", Identity(arm[2])))]);

    private static Digest Identity(string version) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(version));
}
