using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.Instances;

/// <summary>
/// The first pass over a body: it is JSON to the last byte, its keys are unique, and it is <c>{"instances": [ … ]}</c>. Only after it
/// are values read, so that whatever is said about a field is said about a document that has no other reading.
/// </summary>
/// <param name="Instances">Where in the body the array of instances stands, brackets included.</param>
/// <param name="Count">How many instances there are.</param>
internal readonly record struct RequestSurvey(Range Instances, int Count)
{
    private const int Deepest = 64;

    /// <summary>Throws <see cref="RequestRefused"/> with YARD6001 or YARD6002.</summary>
    public static RequestSurvey Of(ReadOnlySpan<byte> body)
    {
        RefuseOtherThanUtf8(body);
        // One level more than is allowed, so that the refusal is ours.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deepest + 1 });
        try
        {
            return Walk(ref reader);
        }
        catch (JsonException failure)
        {
            var reason = failure.Message.Split(" LineNumber:")[0];
            throw NotJson($"line {failure.LineNumber + 1} byte {failure.BytePositionInLine + 1}: {reason}");
        }
    }

    private static RequestSurvey Walk(ref Utf8JsonReader reader)
    {
        var keys = new UniqueKeys();
        var envelope = new Envelope();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= Deepest:
                    throw NotJson($"it is too deep: expected at most {Deepest} levels of arrays and objects");
                case JsonTokenType.StartObject:
                    keys.Open(reader.CurrentDepth);
                    break;
                case JsonTokenType.PropertyName when keys.Repeats(ref reader, out var problem):
                    throw NotJson(problem);
            }

            envelope.See(ref reader);
        }

        return envelope.Close();
    }

    private static void RefuseOtherThanUtf8(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
        {
            throw NotJson("it begins with a byte order mark");
        }

        if (Utf8.IsValid(body))
        {
            return;
        }

        var position = 0;
        while (Rune.DecodeFromUtf8(body[position..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            position += length;
        }

        throw NotJson($"byte {position} is not UTF-8");
    }

    private static RequestRefused NotJson(string reason) =>
        new(Problem.NotJson, $"the body is not JSON that this server reads: {reason}");
}
