namespace Modelyard.EndToEnd.Tests;

public sealed class FreshCloneTests(FreshClone clone)
{
    [Fact]
    public void Up_once_trains_serves_and_is_answered_by_every_arm()
    {
        clone.First.Ended(0);
        Assert.Contains(FreshClone.IsCold ? " steps executed, 0 cached" : "0 steps executed, ", clone.First.Error, StringComparison.Ordinal);
        AssertAnswered(clone.First.Out);
    }

    [Fact]
    public void A_second_time_nothing_is_executed()
    {
        clone.Second.Ended(0);
        Assert.Matches("^0 steps executed, [0-9]+ cached$|\n0 steps executed, [0-9]+ cached\n", clone.Second.Error);
        Assert.DoesNotContain("blessing", clone.Second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("building", clone.Second.Error, StringComparison.Ordinal);
        AssertAnswered(clone.Second.Out);
    }

    [Fact]
    public void Nothing_of_it_is_in_the_way_of_a_commit()
    {
        Assert.Empty(clone.Changes());
        Assert.Empty(clone.Staging());
    }

    private static void AssertAnswered(string said)
    {
        Assert.Matches(@"item-photo arm a \(dev\d+\) answered 6 samples: Ankle boot, Pullover, Trouser, Bag, Dress, Sneaker\n", said);
        Assert.Matches(@"item-photo arm b \(dev\d+\) answered 6 samples: Ankle boot, Pullover, Trouser, Bag, Dress, Sneaker\n", said);
        Assert.Matches(@"item-category arm a \(dev\d+\) answered 8 samples: libdevel, python, games, fonts, golang, doc, database, ", said);
        Assert.Matches(@"item-category arm b \(dev\d+\) answered 8 samples: libdevel, python, games, fonts, golang, doc, database, ", said);
        Assert.Matches(@"listing-category arm a \(dev\d+\) answered 4 samples: ", said);
        Assert.Matches("│ item-photo +│ a +│ dev[0-9]+ forest +│ 90 % +│ accuracy 0.8[7-9][0-9] +│", said);
        Assert.Matches("│ +│ b +│ dev[0-9]+ network +│ 10 % +│ accuracy 0.8[7-9][0-9] +│", said);
        Assert.Matches("│ item-category +│ a +│ dev[0-9]+ linear +│ 90 % +│ accuracy 0.8[1-9][0-9] +│", said);
        Assert.Matches("│ +│ b +│ dev[0-9]+ mlnet +│ 10 % +│ accuracy 0.8[1-9][0-9] +│", said);
        Assert.Matches("│ listing-category +│ a +│ dev[0-9]+ listing +│ 100 % +│ accuracy 0.[67][0-9]+ +│", said);
        Assert.Matches(@"similar-items arm a \(dev\d+\) answered 5 samples: 18094, 49057, 31797, 23762, 11912\n", said);
        Assert.Matches("│ similar-items +│ a +│ dev[0-9]+ lists +│ 100 % +│ recall-at-10 0.99[0-9] +│", said);
        Assert.Contains("curl -s http://127.0.0.1:8080/v1/models/item-category:predict", said, StringComparison.Ordinal);
    }
}
