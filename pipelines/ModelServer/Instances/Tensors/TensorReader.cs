using Modelyard.Diagnostics;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances.Tensors;

/// <summary>From the tensors of a request, one a field, to the columns that a model takes.</summary>
internal sealed class TensorReader(Chain chain, ServeLimits limits)
{
    private const int ProblemsTold = 8;
    private const int LongestSuggested = 100;

    /// <summary>Throws <see cref="RequestRefused"/> that tells the first eight problems: unknown inputs, then those of the signature.</summary>
    public Batch Read(IReadOnlyDictionary<string, TensorProto> inputs)
    {
        var problems = Unknown(inputs.Keys).ToList();
        var counts = new Dictionary<string, int>();
        foreach (var field in chain.Fields)
        {
            if (!inputs.TryGetValue(field.Name, out var tensor))
            {
                if (!field.Optional) problems.Add(new(Problem.FieldMissing, $"{Place(field)}: expected {TensorShapes.NameOf(TensorShapes.TypeOf(field))}, found nothing"));
            }
            else if (TensorShapes.Check(field, tensor, Place(field), limits, out var count) is { } problem)
            {
                problems.Add(problem);
            }
            else
            {
                counts.Add(field.Name, count);
            }
        }

        if (problems.Count == 0) problems.AddRange(Differing(counts));
        return problems.Count == 0 ? Columns(inputs, counts.Values.First()) : throw new RequestRefused([.. problems.Take(ProblemsTold)]);
    }

    private Batch Columns(IReadOnlyDictionary<string, TensorProto> inputs, int count)
    {
        var batch = new Batch([.. chain.Fields.Select(field => Column.For(field, limits))], count);
        try
        {
            var problems = batch.Columns.Select(column => Fill(column, inputs, count)).OfType<Problem>().Take(ProblemsTold).ToList();
            return problems.Count == 0 ? batch : throw new RequestRefused(problems);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private static Problem? Fill(Column column, IReadOnlyDictionary<string, TensorProto> inputs, int count)
    {
        if (inputs.TryGetValue(column.Field.Name, out var tensor)) return column.Read(tensor, count, Place(column.Field));
        for (var instance = 0; instance < count; instance++) column.AddMissing();
        return null;
    }

    private IEnumerable<Problem> Unknown(IEnumerable<string> names) => names
        .Where(name => chain.Fields.All(field => field.Name != name))
        .Order(StringComparer.Ordinal)
        .Select(name =>
        {
            var near = name.Length > LongestSuggested ? null : NearestName.Hint(name, chain.Fields.Select(field => field.Name));
            return new Problem(Problem.FieldUnknown, $"inputs.{Words.Shorten(name)}: expected one of {Words.Quote(chain.Fields.Select(field => field.Name))}{(near is null ? "" : $"; {near}")}");
        });

    // Every input has a row for each instance.
    private static IEnumerable<Problem> Differing(Dictionary<string, int> counts)
    {
        if (counts.Count == 0)
        {
            yield return new Problem(Problem.NotInstances, "inputs: expected at least one, whose first dimension says how many instances there are");
        }

        foreach (var (name, count) in counts.Where(other => other.Value != counts.Values.First()))
        {
            yield return new Problem(Problem.WrongImage, $"inputs.{name}: expected {counts.Values.First()} instances as inputs.{counts.Keys.First()} has, found {count}");
        }
    }

    private static string Place(Field field) => $"inputs.{field.Name}";
}
