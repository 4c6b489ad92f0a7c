using System.Collections.Immutable;
using System.Globalization;
using Modelyard.Content;

namespace Modelyard.Serving.Kubernetes;

/// <summary>A version whose SavedModel a shared TensorFlow Serving serves.</summary>
/// <param name="Version">By which TensorFlow Serving calls it.</param>
/// <param name="Artifact">The object of the store that holds the SavedModel.</param>
public sealed record SharedModel(string Model, long Version, Digest Artifact)
{
    /// <summary><c>item-photo/109968141255642</c>: its folder below that of all models.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Model}/{Version}");
}

/// <summary>What a shared TensorFlow Serving serves: versions, each once, by model and number.</summary>
internal sealed class SharedModels
{
    public static SharedModels None { get; } = new([]);

    private SharedModels(ImmutableArray<SharedModel> versions) => Versions = versions;

    public ImmutableArray<SharedModel> Versions { get; }

    /// <summary>What TensorFlow Serving is told.</summary>
    public string Config => TensorFlowFiles.Models(Versions.Select(version => (version.Model, version.Version)));

    /// <summary>A line for each: model, number, hex digits of the artifact.</summary>
    public string Lines => string.Concat(Versions.Select(version => string.Create(CultureInfo.InvariantCulture, $"{version.Model} {version.Version} {version.Artifact.Hex}\n")));

    /// <summary>Of what TensorFlow Serving is told.</summary>
    public Digest Digest => Digest.Of(System.Text.Encoding.UTF8.GetBytes(Config));

    public static SharedModels Of(IEnumerable<SharedModel> versions) =>
        new([.. versions.DistinctBy(version => version.Place).OrderBy(version => version.Model, StringComparer.Ordinal).ThenBy(version => version.Version)]);

    /// <summary>Reads <see cref="Lines"/>; a line that is none of ours names nothing.</summary>
    public static SharedModels Read(string lines) => Of(
        from line in lines.Split('\n')
        let words = line.Split(' ')
        where words.Length == 3
        where long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out _) && Digest.TryParse($"sha256:{words[2]}", out _)
        select new SharedModel(words[0], long.Parse(words[1], CultureInfo.InvariantCulture), Digest.Parse($"sha256:{words[2]}")));

    public SharedModels With(IEnumerable<SharedModel> more) => Of([.. Versions, .. more]);

    public SharedModels Without(IEnumerable<SharedModel> less) => Of(Versions.Except(less));
}
