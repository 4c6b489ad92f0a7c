using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Modelyard.Running.Contract;

namespace Modelyard.StepRunner;

/// <summary>Secrets that come as the first line of standard input, so that they are in no file and in no engine's record of a container.</summary>
internal static class InheritedInput
{
    private const int MostBytes = 1 << 20;

    private static Dictionary<string, string>? _read;

    /// <summary>Variable → value; read once, and not a byte further than the line.</summary>
    /// <exception cref="IOException">The input ended before the line did, or the line is not what was promised.</exception>
    public static IReadOnlyDictionary<string, string> Read() => _read ??= ReadLine();

    private static Dictionary<string, string> ReadLine()
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        var line = new List<byte>();
        Span<byte> one = stackalloc byte[1];
        while (input.Read(one) == 1 && one[0] != (byte)'\n')
        {
            if (line.Count == MostBytes) throw new IOException("standard input holds no line of variables");
            line.Add(one[0]);
        }

        try
        {
            return JsonSerializer.Deserialize([.. line], StepContractJson.Default.DictionaryStringString) ?? [];
        }
        catch (JsonException)
        {
            // Nothing of the line is said: it holds secrets.
            throw new IOException("the first line of standard input is not an object of variables");
        }
    }
}
