using Modelyard.Content;
using Modelyard.Releases;
using Modelyard.Specs;
using Modelyard.Versions.Numbers;

namespace Modelyard.Tests.Releases;

public sealed class ReleaseProposalTests
{
    private const string File = "models/m/releases/production.yaml";

    private static readonly IReadOnlyDictionary<string, NumberedVersionSpec> Ledger = new[] { ("v1", "near"), ("v2", "scaled"), ("v3", "near"), ("v4", "near") }
        .ToDictionary(version => version.Item1, version => new NumberedVersionSpec { Candidate = version.Item2, Identity = "", Artifact = "", Commit = "" });

    [Fact]
    public void A_new_version_gets_an_arm_with_a_small_share_and_the_rest_stays_as_it_was_written() => Assert.Equal(
        $$"""
        # Customers.
        arms:
          a: { version: v1@sha256:1, weight: 81 } # the old hand
          b:
            version: v2@sha256:2
            weight: 9   # on trial
          v3: { version: v3@sha256:{{new string('3', 64)}}, weight: 10 }

        """,
        With(
            """
            # Customers.
            arms:
              a: { version: v1@sha256:1, weight: 90 } # the old hand
              b:
                version: v2@sha256:2
                weight: 10   # on trial

            """, "v3", "near"));

    [Fact]
    public void Written_in_one_line_it_stays_in_one_line() => Assert.Equal(
        $"arms: {{ a: {{ version: v1@sha256:1, weight: 90 }}, v3: {{ version: v3@sha256:{new string('3', 64)}, weight: 10 }} }}\n",
        With("arms: { a: { version: v1@sha256:1, weight: 100 } }\n", "v3", "near"));

    [Fact]
    public void A_file_without_a_last_line_end_gets_one() =>
        Assert.EndsWith("weight: 90 }\n  v3: { version: v3@sha256:" + new string('3', 64) + ", weight: 10 }\n", With("arms:\n  a: { version: v1@sha256:1, weight: 100 }", "v3", "near"), StringComparison.Ordinal);

    [Fact]
    public void An_earlier_challenger_of_the_candidate_gives_its_arm_up() => Assert.Equal(
        $"arms:\n  a: {{ version: v1@sha256:1, weight: 92 }}\n  v4: {{ version: v4@sha256:{new string('4', 64)}, weight: 8 }} # watched\n",
        With("arms:\n  a: { version: v1@sha256:1, weight: 92 }\n  v3: { version: v3@sha256:3, weight: 8 } # watched\n", "v4", "near"));

    [Theory]
    [InlineData("arms:\n  a: { version: v1@sha256:1, weight: 100 }\n  v3: { version: v3@sha256:3, weight: 0 }\n")] // it answers nobody: not a challenger any more
    [InlineData("arms:\n  a: { version: v1@sha256:1, weight: 40 }\n  v3: { version: v3@sha256:3, weight: 60 }\n")] // it won
    [InlineData("arms:\n  a: { version: v1@sha256:1, weight: 95 }\n  v2: { version: v2@sha256:2, weight: 5 }\n")] // another candidate's
    [InlineData("arms:\n  a: { version: v1@sha256:1, weight: 95 }\n  trial: { version: v3@sha256:3, weight: 5 }\n")] // somebody named it
    public void Other_arms_are_left_to_people(string text) => Assert.Contains("v4: { version: v4@sha256:", With(text, "v4", "near")![text.LastIndexOf("  ", StringComparison.Ordinal)..], StringComparison.Ordinal);

    [Theory]
    [InlineData("arms: { a: { version: v3@sha256:3, weight: 100 } }\n")]
    [InlineData("arms: { a: { candidate: near, weight: 100 } }\n")]
    public void What_answers_already_is_not_proposed(string text) => Assert.Null(With(text, "v3", "near"));

    private static string? With(string text, string number, string candidate)
    {
        var identity = new Digest(new string(number[1], 64));
        return ReleaseProposal.With(File, text, Ledger, [new NumberedVersion(new UnnumberedVersion("m", candidate, identity, identity, ""), number, true)])?.Text;
    }
}
