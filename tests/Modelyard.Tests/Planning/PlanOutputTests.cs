using System.Text.Json.Nodes;
using Modelyard.Planning;

namespace Modelyard.Tests.Planning;

public sealed class PlanOutputTests
{
    private static readonly Plan Some = new()
    {
        Since = "main",
        Base = "0123456789abcdef0123456789abcdef01234567",
        Models =
        [
            new PlannedModel
            {
                Name = "item-photo",
                Action = PlannedAction.Train,
                ResolvedAtRun = ["forest.photos"],
                Searches = [new("network.network", 7, [new() { ["hidden"] = new JsonArray(64, 32), ["epochs"] = 5 }, new() { ["hidden"] = new JsonArray(8), ["epochs"] = 5 }])],
                Reasons =
                [
                    new(ReasonKind.ModelSpec, PlannedAction.Train, "model.yaml", ["candidates.forest.pipeline.forest.with.trees"], [new("models/item-photo/model.yaml", FileChange.Modified)]),
                    new(ReasonKind.Component, PlannedAction.Train, "split", [], [.. Enumerable.Range(1, 8).Select(i => new ChangedFile($"pipelines/Components/split/{i}.py", FileChange.Added))]),
                    new(ReasonKind.Texts, PlannedAction.Docs, "README.md", [], [new("models/item-photo/README.md", FileChange.Removed)]),
                ],
            },
            new PlannedModel { Name = "old", Action = PlannedAction.Release, Invalid = true, Reasons = [new(ReasonKind.RemovedModel, PlannedAction.Release, "old", [], [])] },
        ],
        Unaffected = ["listing-category"],
    };

    [Fact]
    public void Is_written_for_people()
    {
        using var text = new StringWriter { NewLine = "\n" };

        PlanText.Write(Some, text);

        Assert.Equal(
            """
            Working tree against the merge base with main (0123456789): 2 of 3 models are affected.

            item-photo  train
              model.yaml
                candidates.forest.pipeline.forest.with.trees
                ~ models/item-photo/model.yaml
              component split
                + pipelines/Components/split/1.py
                + pipelines/Components/split/2.py
                + pipelines/Components/split/3.py
                + pipelines/Components/split/4.py
                + pipelines/Components/split/5.py
                … and 3 more
              README.md  (docs)
                - models/item-photo/README.md
              resolved at run: data of forest.photos
              search of network.network: 2 trials drawn by seed 7
                1  hidden [64,32], epochs 5
                2  hidden [8], epochs 5

            old         release  (has errors: see yard validate)
              removed model

            """,
            text.ToString());
    }

    [Theory]
    [InlineData(null, null, "Nothing committed yet: no model is affected.\n")]
    [InlineData(null, "0123456789abcdef", "Working tree against HEAD (0123456789): no model is affected.\n")]
    public void Says_when_there_is_nothing_to_do(string? since, string? commit, string expected)
    {
        using var text = new StringWriter { NewLine = "\n" };

        PlanText.Write(new Plan { Since = since, Base = commit, Models = [], Unaffected = ["a"] }, text);

        Assert.Equal(expected, text.ToString());
    }

    [Fact]
    public void Is_written_for_programs()
    {
        var plan = Some with { Models = [Some.Models[0] with { Reasons = [Some.Models[0].Reasons[0]] }] };

        Assert.Equal(
            """
            {
              "since": "main",
              "base": "0123456789abcdef0123456789abcdef01234567",
              "models": [
                {
                  "name": "item-photo",
                  "action": "train",
                  "reasons": [
                    {
                      "what": "modelSpec",
                      "action": "train",
                      "subject": "model.yaml",
                      "details": [
                        "candidates.forest.pipeline.forest.with.trees"
                      ],
                      "paths": [
                        {
                          "path": "models/item-photo/model.yaml",
                          "change": "modified"
                        }
                      ]
                    }
                  ],
                  "resolvedAtRun": [
                    "forest.photos"
                  ],
                  "searches": [
                    {
                      "step": "network.network",
                      "seed": 7,
                      "trials": [
                        {
                          "hidden": [
                            64,
                            32
                          ],
                          "epochs": 5
                        },
                        {
                          "hidden": [
                            8
                          ],
                          "epochs": 5
                        }
                      ]
                    }
                  ],
                  "invalid": false
                }
              ],
              "unaffected": [
                "listing-category"
              ]
            }
            """,
            plan.ToJson());
    }

    [Fact]
    public void Gives_every_kind_of_reason_a_title()
    {
        foreach (var kind in Enum.GetValues<ReasonKind>())
        {
            using var text = new StringWriter();
            PlanText.Write(new Plan { Since = null, Base = null, Models = [new() { Name = "m", Action = PlannedAction.Docs, Reasons = [new(kind, PlannedAction.Docs, "s", [], [])] }], Unaffected = [] }, text);
            Assert.NotEmpty(text.ToString());
        }
    }
}
