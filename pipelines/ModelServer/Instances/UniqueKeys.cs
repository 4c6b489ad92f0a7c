using System.Text.Json;

namespace Modelyard.ModelServer.Instances;

/// <summary>The keys of the objects that are open, one set a level, to find a key that stands twice in one object.</summary>
internal sealed class UniqueKeys
{
    // No instance has so many fields: an object with more is refused for what it holds, and need not be remembered.
    private const int Remembered = 1024;

    // A set is emptied in time of its capacity, so that a large one is not used again for many small objects.
    private const int Reused = 64;

    private readonly List<HashSet<string>> _levels = [];

    public void Open(int depth)
    {
        while (_levels.Count <= depth)
        {
            _levels.Add([]);
        }

        if (_levels[depth].Count > Reused)
        {
            _levels[depth] = [];
        }

        _levels[depth].Clear();
    }

    /// <summary>Whether the key that the reader stands on was in its object before, unescaped, or is no text at all.</summary>
    public bool Repeats(ref Utf8JsonReader reader, out string problem)
    {
        var level = _levels[reader.CurrentDepth - 1];
        problem = "";
        try
        {
            if (level.Count < Remembered && !level.Add(reader.GetString()!))
            {
                problem = $"the key '{Words.Text(ref reader)}' stands twice in one object";
            }
        }
        catch (InvalidOperationException)
        {
            problem = "a key has an unpaired surrogate";
        }

        return problem.Length > 0;
    }
}
