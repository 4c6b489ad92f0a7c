using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Modelyard.Content;
using Modelyard.Traffic;

namespace Modelyard.Tests.Traffic;

public sealed class ArmChooserTests
{
    private static readonly string[] Subjects = [.. Enumerable.Range(0, 10_000).Select(i => $"subject-{i}")];

    /// <summary>Up to five arms of whole weights, at least one of them above 0, and a salt.</summary>
    private static readonly Gen<(string Salt, ImmutableArray<Arm> Arms)> Routes =
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 8], Gen.Int[0, 100].Array[1, 5])
            .Where((_, weights) => weights.Any(weight => weight > 0))
            .Select((salt, weights) => (salt, Arms([.. weights.Select(weight => (double)weight)])));

    [Theory]
    [InlineData(new double[] { 90, 10 }, 10.828)] // χ² at p = 0.001, one degree of freedom
    [InlineData(new double[] { 50, 30, 20 }, 13.816)] // two
    [InlineData(new double[] { 97.5, 2.5 }, 10.828)]
    [InlineData(new double[] { 60, 0, 40 }, 10.828)]
    public void Subjects_split_by_weight(double[] weights, double critical)
    {
        var arms = Arms(weights);
        var counts = Subjects.CountBy(subject => ArmChooser.Choose("item-photo", arms, subject)!.Name).ToDictionary();
        var chiSquare = arms.Where(arm => arm.Weight > 0).Sum(arm =>
        {
            var expected = Subjects.Length * arm.Weight / weights.Sum();
            return Math.Pow(counts.GetValueOrDefault(arm.Name) - expected, 2) / expected;
        });
        Assert.True(chiSquare < critical, $"χ² {chiSquare:0.00}: {string.Join(", ", counts)}");
        Assert.DoesNotContain(arms.Where(arm => arm.Weight == 0), arm => counts.ContainsKey(arm.Name));
    }

    [Fact]
    public void From_10_to_20_per_cent_only_those_move_who_must()
    {
        var (before, after) = (Arms(90, 10), Arms(80, 20));
        var moves = Subjects.CountBy(subject => (
            From: ArmChooser.Choose("item-photo", before, subject)!.Name,
            To: ArmChooser.Choose("item-photo", after, subject)!.Name)).ToDictionary();
        Assert.False(moves.ContainsKey(("b", "a")));
        Assert.InRange(moves[("a", "b")], 900, 1100); // 10 % ± 3.3 standard deviations
    }

    [Fact]
    public void The_formula_is_the_documented_one()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("salt\0b\0ユーザー"));
        var bits = ulong.Parse(Convert.ToHexString(hash)[..13], System.Globalization.NumberStyles.HexNumber);
        var expected = 10 / -Math.Log((bits + 0.5) / Math.Pow(2, 52));
        Assert.Equal(expected, ArmChooser.Score("salt", Arms(90, 10)[1], "ユーザー"));
        Assert.InRange(ArmChooser.Uniform("salt", "b", new string('x', 4000)), 0, 1);
    }

    [Fact]
    public void These_subjects_keep_these_arms_for_ever() =>
        Assert.Equal(
            "baaaaaaaaaaaaaaaabaaaaaaaaaaaaaaaaabaaab",
            string.Concat(Subjects.Take(40).Select(subject => ArmChooser.Choose("item-photo", Arms(90, 10), subject)!.Name)));

    [Fact]
    public void A_greater_weight_only_draws_subjects_to_its_arm() =>
        Gen.Select(Routes, Gen.Int[0, 4], Gen.Int[1, 100], Gen.String).Sample((route, index, more, subject) =>
        {
            var grown = route.Arms[index % route.Arms.Length];
            var after = route.Arms.Replace(grown, grown with { Weight = grown.Weight + more });
            var (from, to) = (ArmChooser.Choose(route.Salt, route.Arms, subject)!.Name, ArmChooser.Choose(route.Salt, after, subject)!.Name);
            return from == to || to == grown.Name;
        });

    [Fact]
    public void Neither_order_nor_scale_of_the_arms_matters() =>
        Gen.Select(Routes, Gen.String).Sample((route, subject) =>
        {
            var chosen = ArmChooser.Choose(route.Salt, route.Arms, subject)!.Name;
            var doubled = route.Arms.Select(arm => arm with { Weight = arm.Weight * 2 }).ToImmutableArray();
            return chosen == ArmChooser.Choose(route.Salt, [.. route.Arms.Reverse()], subject)!.Name
                && chosen == ArmChooser.Choose(route.Salt, doubled, subject)!.Name;
        });

    [Fact]
    public void An_arm_that_goes_leaves_the_subjects_of_the_others_alone() =>
        Gen.Select(Routes, Gen.Int[0, 4], Gen.String).Sample((route, index, subject) =>
        {
            var gone = route.Arms[index % route.Arms.Length];
            var before = ArmChooser.Choose(route.Salt, route.Arms, subject)!;
            return before == gone || ArmChooser.Choose(route.Salt, route.Arms.Remove(gone), subject) == before;
        });

    [Fact]
    public void Weight_0_is_never_chosen()
    {
        Assert.Null(ArmChooser.Choose("s", Arms(0, 0), "x"));
        Gen.Select(Routes, Gen.String).Sample((route, subject) => ArmChooser.Choose(route.Salt, route.Arms, subject)!.Weight > 0);
    }

    private static ImmutableArray<Arm> Arms(params double[] weights) =>
        [.. weights.Select((weight, i) => new Arm($"{(char)('a' + i)}", weight, $"dev{i}", Digest.Of([(byte)i])))];
}
