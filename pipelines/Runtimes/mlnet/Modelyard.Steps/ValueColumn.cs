namespace Modelyard.Steps;

/// <summary>Numbers (double), integers (long) or truths (bool).</summary>
internal sealed class ValueColumn<T>(T[] values) : Column
    where T : unmanaged
{
    public override string Type => typeof(T) == typeof(double) ? "number" : typeof(T) == typeof(long) ? "integer" : "boolean";

    public override int Count => Values.Count;

    public IReadOnlyList<T> Values => values;

    public override Column Take(IReadOnlyList<int> numbers) => new ValueColumn<T>([.. numbers.Select(number => values[number])]);

    public override void Write(string path) => NpyFile.Write<T>($"{path}.npy", values);
}
