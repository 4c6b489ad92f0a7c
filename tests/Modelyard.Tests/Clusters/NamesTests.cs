using System.Text.RegularExpressions;
using CsCheck;
using Modelyard.Clusters;

namespace Modelyard.Tests.Clusters;

public sealed partial class NamesTests
{
    [Fact]
    public void A_name_that_fits_stays_as_it_is() => Assert.Equal("yard-item-photo-forest-0123456789abcdef0123-1", Names.Of("yard", "item-photo", "forest", "0123456789abcdef0123", "1"));

    [Fact]
    public void A_name_that_had_to_be_changed_or_cut_says_so_by_a_digest()
    {
        Assert.Equal("yard-item-photo-309abc9c", Names.Of("yard", "Item_Photo"));
        Assert.NotEqual(Names.Of("yard", "item_photo"), Names.Of("yard", "item.photo"));
        Assert.Equal(63, Names.Of(new string('a', 70)).Length);
        Assert.NotEqual(Names.Of(new string('a', 70)), Names.Of(new string('a', 71)));
    }

    [Fact]
    public void A_label_value_that_fits_stays_as_it_is() => Assert.Equal(["v7", "Item_Photo.x", ""], new[] { "v7", "Item_Photo.x", "" }.Select(Names.LabelValue));

    [Fact]
    public void Whatever_the_parts_names_and_values_are_valid() =>
        Gen.String.Array[1, 4].Sample(parts =>
        {
            Assert.Matches(DnsLabel(), Names.Of(parts));
            Assert.Matches(LabelValue(), Names.LabelValue(parts[0]));
        });

    [Fact]
    public void Labels_are_those_of_Kubernetes_and_ours_and_selectors_are_sorted()
    {
        Assert.Equal(
            "app.kubernetes.io/component=step app.kubernetes.io/managed-by=yard app.kubernetes.io/name=yard-step app.kubernetes.io/part-of=modelyard modelyard.org/attempt=1 modelyard.org/model=item-photo",
            string.Join(' ', ClusterLabels.Of(ClusterLabels.Step, ClusterLabels.Components.Step, (ClusterLabels.Model, "item-photo"), (ClusterLabels.Attempt, "1"), (ClusterLabels.Plan, null)).Select(label => $"{label.Key}={label.Value}")));
        Assert.Equal("app.kubernetes.io/name=yard-step,modelyard.org/plan=a", ClusterLabels.Selector((ClusterLabels.Plan, "a"), (ClusterLabels.Name, ClusterLabels.Step)));
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex DnsLabel();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$")]
    private static partial Regex LabelValue();
}
