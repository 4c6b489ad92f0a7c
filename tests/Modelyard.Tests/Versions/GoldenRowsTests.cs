using System.Globalization;
using Modelyard.Content;
using Modelyard.Specs;
using Modelyard.Tests.Shared;
using Modelyard.Versions;

namespace Modelyard.Tests.Versions;

public sealed class GoldenRowsTests : IDisposable
{
    private static readonly SignatureSpec Signature = new()
    {
        Instance = new Dictionary<string, FieldSpec>
        {
            ["title"] = new() { Type = "string" },
            ["price"] = new() { Type = "number" },
            ["count"] = new() { Type = "integer" },
            ["sold"] = new() { Type = "boolean" },
            ["photo"] = new() { Type = "image", Width = 3, Height = 2, Channels = 1 },
        },
        Prediction = new Dictionary<string, FieldSpec> { ["label"] = new() { Type = "string" } },
    };

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "0")]
    [InlineData(5, "0 2 4 6 8")]
    [InlineData(64, "0 2 4 … 122 124 126")]
    [InlineData(65, "0 2 4 … 122 124 126")]
    [InlineData(128, "0 4 8 … 244 248 252")]
    [InlineData(1000, "0 30 62 … 1906 1936 1968")]
    public void Rows_are_evenly_spaced_over_the_evaluation_part(int evaluated, string expected)
    {
        // Every second row is of the evaluation part, and `count` is the row's number.
        Make(rows: 2 * evaluated, evaluated);

        var golden = GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature);

        var numbers = golden.Instances.Select(instance => instance["count"]!.GetValue<long>()).ToList();
        Assert.Equal(Math.Min(64, evaluated), numbers.Count);
        var text = numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(expected, string.Join(' ', text.Count > 6 ? [.. text[..3], "…", .. text[^3..]] : text));
        Assert.Equal(numbers, golden.Predictions.Select(prediction => (long)(prediction["scores"]!["b"]!.GetValue<float>() * 2)));
    }

    [Fact]
    public void A_row_is_what_a_client_would_send_and_its_prediction_what_the_pipeline_said()
    {
        Make(rows: 4, evaluated: 2);

        var golden = GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature);

        var png = Convert.ToBase64String(PlainPng.Write([2, 2, 2, 2, 2, 2], 2, 3, 1));
        Assert.Equal(
            """{"title":"title 2","price":1.5,"count":2,"sold":true,"photo":{"b64":"PNG"}}""".Replace("PNG", png),
            golden.Instances[1].ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("""{"label":"b","scores":{"a":0.1,"b":1}}""", golden.Predictions[1].ToJsonString());
        // What is missing (null, NaN) is left out, as a client would.
        Assert.Equal(["count", "sold", "photo"], golden.Instances[0].Select(field => field.Key));
    }

    [Fact]
    public void A_prediction_of_values_is_its_value()
    {
        Make(rows: 4, evaluated: 2);
        File.WriteAllText(_folder.At("predictions/predictions.json"), """{"count": 2, "kind": "values"}""");
        Programs.Run(Programs.Python, "-c", $"import numpy as np; np.save('{_folder.Path}/predictions/values.npy', np.array([0.25, -3]))");

        var golden = GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature);

        Assert.Equal(["""{"value":0.25}""", """{"value":-3}"""], golden.Predictions.Select(prediction => prediction.ToJsonString()));
    }

    [Fact]
    public void A_prediction_of_neighbours_is_their_ids_and_distances()
    {
        MakeNeighbours("[\"3\", \"é\u2028\"]\n[\"0\", \"1\"]\n");

        var golden = GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature);

        Assert.Equal("""{"neighbours":[{"id":"0","distance":0.5},{"id":"1","distance":2}]}""", golden.Predictions[1].ToJsonString());
        Assert.Null(PredictionComparison.Difference(golden.Predictions[0], System.Text.Json.Nodes.JsonNode.Parse(golden.Predictions[0].ToJsonString())));
        Assert.Equal("3", Modelyard.Versions.Answers.AnswerKinds.Word(golden.Predictions[0]));
        Assert.Equal("3 0.25, é\u2028 1", Modelyard.Versions.Answers.AnswerKinds.Line(golden.Predictions[0]));
    }

    [Theory]
    [InlineData("[\"3\", \"4\"]\n", "ids.jsonl has 1 lines, expected 2")]
    [InlineData("[\"3\"]\n[\"0\", \"1\"]\n", "ids.jsonl does not hold 2 ids a line")]
    [InlineData("[\"3\", null]\n[\"0\", \"1\"]\n", "ids.jsonl does not hold 2 ids a line")]
    public void Neighbours_that_do_not_fit_their_distances_are_coded(string ids, string problem)
    {
        MakeNeighbours(ids);

        Assert.Equal(
            $"YARD4004: rows or predictions cannot be read: {problem}",
            Failures.Of(() => GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature)));
    }

    [Fact]
    public void They_are_read_back_and_written_alike()
    {
        Make(rows: 8, evaluated: 4);
        var golden = GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature);
        foreach (var copy in new[] { "one", "two" }) Directory.CreateDirectory(_folder.At(copy));

        golden.Write(_folder.At("one"));
        GoldenRows.Read(_folder.At("one")).Write(_folder.At("two"));

        Assert.Equal(File.ReadAllText(_folder.At("one/golden.json")), File.ReadAllText(_folder.At("two/golden.json")));
    }

    [Fact]
    public void Without_evaluation_rows_there_are_none()
    {
        Make(rows: 4, evaluated: 0);

        Assert.Equal(
            "YARD4006: the estimator predicted no rows; expected the rows whose part is `test`",
            Failures.Of(() => GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature)));
    }

    [Theory]
    [InlineData("rm rows/title.jsonl")]
    [InlineData("printf '\"one\"\\n' > rows/title.jsonl")]
    [InlineData("printf 'no json\\nno json\\nno json\\n' > rows/title.jsonl")]
    [InlineData("rm rows/photo.npy")]
    [InlineData("rm predictions/scores.npy")]
    [InlineData("cp rows/title.jsonl predictions/rows.npy")]
    [InlineData("cp predictions/codes.npy predictions/rows.npy")]
    [InlineData("echo '{}' > predictions/predictions.json")]
    [InlineData("echo '{\"classes\": 1}' > predictions/predictions.json")]
    [InlineData("echo '{\"classes\": [\"a\"]}' > predictions/predictions.json")]
    [InlineData("echo '[' > predictions/predictions.json")]
    [InlineData("echo '{\"kind\": \"smells\"}' > predictions/predictions.json")]
    [InlineData("echo '{\"kind\": \"values\"}' > predictions/predictions.json")]
    [InlineData("echo '{\"kind\": \"values\"}' > predictions/predictions.json; python3 -c \"import numpy as np; np.save('predictions/values.npy', np.array([0, np.nan]))\"")]
    [InlineData("python3 -c \"import numpy as np; np.save('predictions/rows.npy', np.array([0, 99]))\"")]
    [InlineData("python3 -c \"import numpy as np; np.save('predictions/rows.npy', np.array([0, -1]))\"")]
    [InlineData("python3 -c \"import numpy as np; np.save('predictions/rows.npy', np.array([0, 2, 2]))\"")]
    [InlineData("python3 -c \"import numpy as np; np.save('predictions/codes.npy', np.array([0, -1], dtype='<i4'))\"")]
    [InlineData("python3 -c \"import numpy as np; np.save('predictions/scores.npy', np.zeros((2, 1), dtype='<f4'))\"")]
    [InlineData("python3 -c \"import numpy as np; np.save('rows/photo.npy', np.zeros((4, 6), dtype=np.uint8))\"")]
    public void A_broken_artifact_is_coded(string script)
    {
        Make(rows: 4, evaluated: 2);
        Programs.Run("/bin/sh", "-c", $"cd {_folder.Path} && PATH=/usr/bin:/bin && {script}");

        Assert.Matches(
            "^YARD4004: (rows or predictions|predictions.json) cannot be read: .",
            Failures.Of(() => GoldenRows.Take(_folder.At("rows"), _folder.At("predictions"), Signature)));
    }

    private void MakeNeighbours(string ids)
    {
        Make(rows: 4, evaluated: 2);
        File.WriteAllText(_folder.At("predictions/predictions.json"), """{"count": 2, "k": 2, "kind": "neighbours"}""");
        File.WriteAllText(_folder.At("predictions/ids.jsonl"), ids);
        Programs.Run(Programs.Python, "-c", $"import numpy as np; np.save('{_folder.Path}/predictions/distances.npy', np.array([[0.25, 1], [0.5, 2]], dtype='<f4'))");
    }

    private void Make(int rows, int evaluated)
    {
        foreach (var folder in new[] { "rows", "predictions" }) Directory.CreateDirectory(_folder.At(folder));
        File.WriteAllLines(_folder.At("rows/title.jsonl"), Enumerable.Range(0, rows).Select(row => row == 0 ? "null" : $"\"title {row}\""));
        File.WriteAllText(_folder.At("predictions/predictions.json"), """{"count": 1, "classes": ["a", "b"]}""");
        Programs.Run(Programs.Python, "-c", $"""
            import numpy as np
            rows, evaluated = {rows}, {evaluated}
            numbers = np.arange(evaluated) * 2
            np.save('rows/price.npy', np.where(np.arange(rows) == 0, np.nan, 1.5))
            np.save('rows/count.npy', np.arange(rows))
            np.save('rows/sold.npy', np.arange(rows) % 4 == 2)
            np.save('rows/photo.npy', (np.arange(rows) % 256).astype(np.uint8).repeat(6).reshape(rows, 2, 3, 1))
            np.save('predictions/rows.npy', numbers)
            np.save('predictions/codes.npy', np.ones(evaluated, dtype='<i4'))
            np.save('predictions/scores.npy', np.stack([np.full(evaluated, 0.1), numbers / 2], axis=1).astype('<f4'))
            """.Replace("np.save('", $"np.save('{_folder.Path}/"));
    }
}
