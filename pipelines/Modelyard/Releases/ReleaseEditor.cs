using System.Text;
using Modelyard.Content;
using Modelyard.Diagnostics;

namespace Modelyard.Releases;

/// <summary>Changes weights in <c>releases/&lt;environment&gt;.yaml</c>. Comments, order, spacing and quoting stay as they were.</summary>
public static class ReleaseEditor
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Gives some arms new weights; the others keep their proportions and take the rest, so that all add up to 100. The file is
    /// replaced as a whole, or not at all.
    /// </summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="file">The release file, relative to the root: <c>models/item-photo/releases/local.yaml</c>.</param>
    /// <param name="weights">Arm → per cent.</param>
    /// <returns>Every arm's weight, as the file has it now.</returns>
    /// <exception cref="YardException">YARD5001 to YARD5004; the file is untouched.</exception>
    public static IReadOnlyDictionary<string, decimal> SetWeights(string root, string file, IReadOnlyDictionary<string, decimal> weights)
    {
        var path = Path.Combine(root, file);
        var bytes = Read(path, file);
        var mark = bytes.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var (text, shares) = Edit(file, Decode(bytes.AsSpan(mark), file), weights);
        DurableFile.Write(path, [.. bytes.AsSpan(0, mark), .. Utf8.GetBytes(text)]);
        return shares;
    }

    /// <summary>The same on text, without touching a file.</summary>
    internal static (string Text, IReadOnlyDictionary<string, decimal> Weights) Edit(
        string file, string text, IReadOnlyDictionary<string, decimal> weights)
    {
        var release = ReleaseText.Parse(file, text);
        var problems = Problems(new SourcePosition(file), release, weights).ToList();
        if (problems.Count > 0) throw new YardException(problems);
        var shares = WeightShares.Rescale([.. release.Weights.Select(weight => (weight.Arm, weight.Value))], weights);
        return (release.With(shares), shares);
    }

    private static IEnumerable<Diagnostic> Problems(SourcePosition where, ReleaseText release, IReadOnlyDictionary<string, decimal> weights)
    {
        var arms = release.Weights.Select(weight => weight.Arm).ToList();
        foreach (var arm in weights.Keys.Where(arm => !arms.Contains(arm)))
        {
            yield return ReleaseCodes.UnknownArm.Error(where, $"no arm '{arm}'; the arms are {string.Join(", ", arms)}", NearestName.Hint(arm, arms));
        }

        foreach (var (arm, weight) in weights.Where(pair => !WeightShares.IsValid(pair.Value)))
        {
            yield return ReleaseCodes.WeightOutOfRange.Error(where, $"weight of '{arm}' is {weight}, expected 0 to 100 with at most two decimals");
        }

        var sum = weights.Values.Sum();
        if (sum > WeightShares.Whole || (sum != WeightShares.Whole && arms.All(weights.ContainsKey)))
        {
            var expected = arms.All(weights.ContainsKey) ? "expected 100, since no arm is left to take the rest" : "expected at most 100";
            yield return ReleaseCodes.WeightsDoNotAddUp.Error(where, $"the weights given add up to {sum}, {expected}");
        }
    }

    private static byte[] Read(string path, string file)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message;
            throw ReleaseCodes.NotEditable.Failure(reason, where: new SourcePosition(file));
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes, string file)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw ReleaseCodes.NotEditable.Failure("not UTF-8", where: new SourcePosition(file));
        }
    }
}
