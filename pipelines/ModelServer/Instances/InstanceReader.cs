using System.Text;
using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Instances;

/// <summary>From the bytes of a body to the graph's tensors, without a document in between.</summary>
internal sealed class InstanceReader(Chain chain, ServeLimits limits)
{
    private const int ProblemsTold = 8;
    private const int LongestSuggested = 100;

    private readonly byte[][] _names = [.. chain.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    private readonly string _fields = Words.Quote(chain.Fields.Select(field => field.Name));

    /// <summary>Throws <see cref="RequestRefused"/> that tells the first eight problems, in the order of the protocol.</summary>
    public Batch Read(ReadOnlySpan<byte> body)
    {
        var survey = RequestSurvey.Of(body);
        if (survey.Count > limits.Instances)
        {
            throw new RequestRefused(
                Problem.TooLarge,
                $"instances: expected at most {limits.Instances} in one request, found {survey.Count}; send them in several requests");
        }

        var batch = new Batch([.. chain.Fields.Select(field => Column.For(field, limits))], survey.Count);
        try
        {
            var problems = ReadInstances(body[survey.Instances], batch.Columns);
            return problems.Count == 0 ? batch : throw new RequestRefused(problems);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private List<Problem> ReadInstances(ReadOnlySpan<byte> array, IReadOnlyList<Column> columns)
    {
        var reader = new Utf8JsonReader(array);
        var problems = new List<Problem>();
        var contents = new Contents(columns.Count);
        reader.Read();
        for (var instance = 0; problems.Count < ProblemsTold && reader.Read() && reader.TokenType != JsonTokenType.EndArray; instance++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                var found = Words.Describe(reader);
                problems.Add(new(Problem.WrongType, $"instances[{instance}]: expected an object with {_fields}, found {found}"));
                reader.Skip();
                continue;
            }

            contents.Clear();
            ReadInstance(ref reader, instance, columns, contents);
            AddMissing(instance, columns, contents);
            problems.AddRange(contents.Problems().Take(ProblemsTold - problems.Count));
        }

        return problems;
    }

    private void ReadInstance(ref Utf8JsonReader reader, int instance, IReadOnlyList<Column> columns, Contents contents)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var number = FieldNumber(ref reader);
            if (number < 0)
            {
                if (contents.Unknown.Count < ProblemsTold)
                {
                    contents.Unknown.Add(UnknownField(ref reader, instance));
                }

                reader.Read();
                reader.Skip();
                continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Null && columns[number].Field.Optional)
            {
                continue;
            }

            var start = reader;
            contents.Seen[number] = true;
            contents.Refused[number] = columns[number].Read(ref reader, new Place(instance, columns[number].Field.Name));
            if (contents.Refused[number] is not null)
            {
                reader = start;
                reader.Skip();
            }
        }
    }

    private static void AddMissing(int instance, IReadOnlyList<Column> columns, Contents contents)
    {
        for (var number = 0; number < columns.Count; number++)
        {
            if (contents.Seen[number])
            {
                continue;
            }

            if (columns[number].Field.Optional)
            {
                columns[number].AddMissing();
            }
            else
            {
                var field = columns[number].Field;
                contents.Refused[number] = new Problem(
                    Problem.FieldMissing, $"{new Place(instance, field.Name)}: expected {TypeWords.Of(field)}, found nothing");
            }
        }
    }

    private int FieldNumber(ref Utf8JsonReader reader)
    {
        for (var number = 0; number < _names.Length; number++)
        {
            if (reader.ValueTextEquals(_names[number]))
            {
                return number;
            }
        }

        return -1;
    }

    private Problem UnknownField(ref Utf8JsonReader reader, int instance)
    {
        var name = Words.Text(ref reader);
        var near = name.Length > LongestSuggested ? null : NearestName.Hint(name, chain.Fields.Select(field => field.Name));
        return new(Problem.FieldUnknown, $"instances[{instance}].{name}: expected one of {_fields}{(near is null ? "" : $"; {near}")}");
    }

    /// <summary>What one instance held, until all its fields are read and its problems can be put in order.</summary>
    private sealed class Contents(int fields)
    {
        public List<Problem> Unknown { get; } = [];

        public bool[] Seen { get; } = new bool[fields];

        public Problem?[] Refused { get; } = new Problem?[fields];

        public IEnumerable<Problem> Problems() => Unknown.Concat(Refused.OfType<Problem>());

        public void Clear()
        {
            Unknown.Clear();
            Array.Clear(Seen);
            Array.Clear(Refused);
        }
    }
}
