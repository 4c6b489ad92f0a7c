using System.Text.Json;
using Modelyard.Content;
using Modelyard.Running.Store;

namespace Modelyard.Cli.Up;

/// <summary>Which <c>up</c> runs on this store, so that other verbs find it: <c>up.json</c>.</summary>
internal sealed record UpState(int Process, Uri Address, DateTimeOffset Started)
{
    /// <summary>The one that runs; <see langword="null"/> where none does.</summary>
    public static UpState? Find(string store)
    {
        try
        {
            var state = JsonSerializer.Deserialize<UpState>(File.ReadAllBytes(PathIn(store)), StoreJson.Options);
            return state is not null && IsAlive(state.Process) ? state : null;
        }
        catch (Exception absent) when (absent is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Tells other verbs about this process.</summary>
    public static void Publish(string store, Uri address, TimeProvider time) =>
        DurableFile.Write(PathIn(store), JsonSerializer.SerializeToUtf8Bytes(new UpState(Environment.ProcessId, address, time.GetUtcNow()), StoreJson.Options));

    /// <summary>Takes it back, unless another <c>up</c> has published itself since.</summary>
    public static void Withdraw(string store)
    {
        if (Find(store)?.Process == Environment.ProcessId) File.Delete(PathIn(store));
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string PathIn(string store) => Path.Combine(store, "up.json");
}
