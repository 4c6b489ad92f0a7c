using System.Text.Json.Nodes;
using Modelyard.Diagnostics;

namespace Modelyard.Versions.Answers;

/// <summary>
/// One kind of prediction wherever it is seen: as fields of a signature, as an artifact, in <c>chain.json</c>, in an answer and in
/// the words of the command line (<c>docs/architecture.md</c>, sections 3, 5 and 6).
/// </summary>
public abstract class AnswerKind
{
    /// <summary>What <c>predictions.json</c>, <c>chain.json</c> and a port's <c>answers</c> call it: <c>classes</c>, <c>values</c>, ….</summary>
    public abstract string Name { get; }

    /// <summary>Field of a prediction → its type in words.</summary>
    public abstract IReadOnlyDictionary<string, string> Fields { get; }

    /// <summary>What <c>chain.json</c> says of the answers.</summary>
    /// <param name="predictions">Folder of the estimator's predictions.</param>
    /// <exception cref="YardException">YARD4004.</exception>
    public abstract JsonObject Describe(string predictions);

    /// <summary>Reads predictions: place (0 … <paramref name="count"/> - 1) → the prediction as a server answers it.</summary>
    /// <param name="predictions">Folder of the estimator's predictions.</param>
    /// <exception cref="FormatException">An array has another shape or type than it must have.</exception>
    public abstract Func<int, JsonObject> Read(string predictions, int count);

    /// <summary>What differs between two predictions, in words, or <see langword="null"/> when they are equal.</summary>
    public abstract string? Difference(JsonObject expected, JsonNode? actual);

    /// <summary>A prediction in a word, for lists.</summary>
    public abstract string Word(JsonObject prediction);

    /// <summary>A prediction in a line, for a person.</summary>
    public abstract string Line(JsonObject prediction);

    /// <summary>Throws unless this holds.</summary>
    protected static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new FormatException(otherwise);
    }
}
