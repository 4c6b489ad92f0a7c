using System.Globalization;
using Modelyard.Steps;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Steps;

/// <summary>What the package <c>modelyard</c> of Python writes, C# reads and writes again: the same bytes in every file.</summary>
public sealed class ArtifactTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_of_every_column_type_are_equal_byte_for_byte() => AssertEqual(
        """
        Rows({
            'text': Column('string', ['plain', None, '', 'quote " back\\slash', 'line\nfeed\ttab\r\b\f\x00\x1f\x7f', 'ünïcödé 靴 🥾', '\u2028\u2029']),
            'zeta': Column('number', [0.0, -0.0, 1.5, float('nan'), float('inf'), 1e-320, 1e300]),
            'Alpha': Column('integer', [0, -1, 2**63 - 1, -2**63, 5, 6, 7]),
            'truth': Column('boolean', [True, False, True, True, False, False, True]),
            'photo': Column('image', (np.arange(7 * 3 * 2 * 4) % 256).reshape(7, 3, 2, 4)),
        })
        """,
        (from, to) => Rows.Read(from).Write(to));

    [Fact]
    public void Rows_without_a_row_are_equal_byte_for_byte() =>
        AssertEqual("Rows({'text': Column('string', []), 'price': Column('number', [])})", (from, to) => Rows.Read(from).Write(to));

    [Fact]
    public void A_dense_matrix_is_equal_byte_for_byte() =>
        AssertEqual("Matrix(np.arange(12).reshape(4, 3) / 7)", (from, to) => Matrix.Read(from).Write(to));

    [Fact]
    public void A_sparse_matrix_is_equal_byte_for_byte() =>
        AssertEqual("Matrix(sparse.csr_matrix(np.eye(5, 9)[[0, 2, 2, 4]]))", (from, to) => Matrix.Read(from).Write(to));

    [Fact]
    public void Labels_are_equal_byte_for_byte() =>
        AssertEqual("Labels(['a \"quoted\"', 'b', '靴'], np.array([2, 0, 1, 1]), np.array([0, 1, 2, 0]))", (from, to) => Labels.Read(from).Write(to));

    [Fact]
    public void Predictions_are_equal_byte_for_byte() => AssertEqual(
        "Predictions(['a', 'b'], np.array([[0.25, 0.75], [0.5, 0.5], [1, 1e-30]]), np.array([1, 5, 9]))", (from, to) => Predictions.Read(from).Write(to));

    [Fact]
    public void Numbers_in_JSON_are_written_as_Python_writes_them()
    {
        double[] values =
        [
            0, -0.0, 1, -1, 0.1, 100, 123.456, 1e15, 1e16, 123456789012345680, 1e17, 1.5e300, 1e-4, 0.00012345, 1e-5, 9.999e-5, 1.0 / 3, 2.5e-10, 5e-324, double.MaxValue,
        ];
        var list = string.Join(", ", values.Select(value => $"float('{value.ToString("R", CultureInfo.InvariantCulture)}')"));
        Python($"write_json('{_folder.At("python.json")}', {{'values': [{list}], 'whole': 7, 'yes': True, 'empty': [], 'none': {{}}, 'ぜ': None, '🥾': 'é', 'ﬀ': 1}})");
        var same = new Dictionary<string, object?> { ["values"] = values, ["whole"] = 7, ["yes"] = true, ["ﬀ"] = 1, ["🥾"] = "é", ["ぜ"] = null };
        same["empty"] = Array.Empty<string>();
        same["none"] = new Dictionary<string, object?>();

        CanonicalJson.Write(_folder.At("csharp.json"), same);

        Assert.Equal(File.ReadAllText(_folder.At("python.json")), File.ReadAllText(_folder.At("csharp.json")));
    }

    [Fact]
    public void Scores_that_are_not_finite_are_refused_by_row_and_class()
    {
        var predictions = new Predictions(["a", "b"], [3, 8], [0.5f, 0.5f, 1, float.NaN]);

        var failure = Assert.Throws<StepFailure>(() => predictions.Write(_folder.Path));

        Assert.Equal("the score of row 8 for class 'b' is NaN, which is not finite", failure.Message);
    }

    [Fact]
    public void An_archive_written_at_two_times_is_the_same()
    {
        byte[] Archive(int day)
        {
            using var memory = new MemoryStream();
            using (var zip = new System.IO.Compression.ZipArchive(memory, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var name in day == 1 ? new[] { "b/x", "a" } : ["a", "b/x"])
                {
                    var entry = zip.CreateEntry(name);
                    entry.LastWriteTime = new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero);
                    using var content = entry.Open();
                    content.Write("the same"u8);
                }
            }

            memory.Position = 0;
            CanonicalZip.Write(memory, _folder.At($"{day}.zip"));
            return File.ReadAllBytes(_folder.At($"{day}.zip"));
        }

        Assert.Equal(Archive(1), Archive(2));
    }

    private void AssertEqual(string artifact, Action<string, string> copy)
    {
        var (from, to) = (Directory.CreateDirectory(_folder.At("python")).FullName, Directory.CreateDirectory(_folder.At("csharp")).FullName);
        Python($"({artifact.Trim()}).write('{from}')");

        copy(from, to);

        var names = Directory.EnumerateFiles(from).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names, Directory.EnumerateFiles(to).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(
            File.ReadAllBytes(Path.Combine(from, name!)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(to, name!))), $"{name} differs: {File.ReadAllText(Path.Combine(to, name!))}"));
    }

    private static void Python(string statement) => Programs.Run(
        Programs.Python,
        "-c",
        $"""
        import sys; sys.path.insert(0, '{Path.Combine(Specs.SourceRepository.Root, "pipelines/Runtimes/sklearn")}'); sys.dont_write_bytecode = True
        import numpy as np
        from scipy import sparse
        from modelyard import *
        {statement}
        """);
}
