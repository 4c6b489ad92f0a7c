using System.Text.Json;
using System.Text.Json.Serialization;
using Modelyard.Content;
using Modelyard.Images.Runtimes;

namespace Modelyard.Running.Containers;

/// <summary>Remembers what was found out about an engine, in <c>setup/engine.json</c>, for as long as neither it nor the machine's boot changes.</summary>
internal sealed class EngineRecord(string setup)
{
    private const string Boot = "/proc/sys/kernel/random/boot_id";

    private string FilePath => Path.Combine(setup, "engine.json");

    /// <summary>The engine as it was tried last; <see langword="null"/> where that says nothing of this one.</summary>
    public ContainerEngine? Find(ContainerEngine engine)
    {
        try
        {
            var known = JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), EngineJson.Default.TriedEngine);
            return known is not null && known.Key == KeyOf(engine) ? known.Engine : null;
        }
        catch (Exception missing) when (missing is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(ContainerEngine tried) =>
        DurableFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(new TriedEngine(KeyOf(tried), tried), EngineJson.Default.TriedEngine));

    private static string KeyOf(ContainerEngine engine) =>
        string.Join(' ', engine.Program, engine.Version, engine.Rootless, Environment.UserName, FileStamp.Of(engine.Program), File.Exists(Boot) ? File.ReadAllText(Boot).Trim() : "");
}

/// <summary>What was found out.</summary>
/// <param name="Key">What it holds for.</param>
internal sealed record TriedEngine(string Key, ContainerEngine Engine);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, WriteIndented = true, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(TriedEngine))]
internal sealed partial class EngineJson : JsonSerializerContext;
