using System.Text;
using CsCheck;
using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Specs.Reading;
using Modelyard.Specs.Yaml;

namespace Modelyard.Tests.Specs;

/// <summary>Random damage to good files: reading never throws, and ends in a sound record or in errors.</summary>
public sealed class MutationTests
{
    private const int Files = 400;

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ": ", "\n", "\t", "  ", "- ", "? ", "|", ">",
        "&a", "*a", "!!", "!", "%", "@", "`", "\"", "'", "#", "---\n", "...\n", "<<: ",
        "~", "null", "\\", "\0", "\uFEFF", "é", "1e999", "0x", "..", ",", "\"\\u", "\"\\UFFFFFFFF\"", "\r\n",
    ];

    private static readonly Gen<string> Good =
        Gen.OneOf<string>([.. new[] { "model.yaml", "component.yaml", "runtime.yaml", "local.yaml", "environments.yaml" }
        .SelectMany(name => Directory.EnumerateFiles(Path.Combine(TestRepository.Cases, "_good"), name, SearchOption.AllDirectories))
        .Order(StringComparer.Ordinal)
        .Select(File.ReadAllText)]);

    private static readonly Gen<Func<string, string>> Mutation = Gen
        .Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Int[0, 12], Gen.OneOf(Fragments))
        .Select((kind, place, length, fragment) => (Func<string, string>)(text => Mutate(text, kind, place, length, fragment)));

    private static readonly Gen<string> Damaged = Gen
        .Select(Good, Mutation.Array[1, 6])
        .Select((text, mutations) => mutations.Aggregate(text, (damaged, mutate) => mutate(damaged)));

    [Fact]
    public void Damaged_text_gives_a_record_or_errors() => Damaged.Sample(
        text =>
        {
            Read<ModelSpec>(text);
            Read<ComponentSpec>(text);
            Read<ReleaseSpec>(text);
            Read<RuntimeSpec>(text);
            Read<EnvironmentsSpec>(text);
        },
        iter: 3_000);

    [Fact]
    public void Random_bytes_give_a_record_or_errors() =>
        Gen.Byte.Array[0, 200].Sample(Check<ModelSpec>, iter: 2_000);

    [Fact]
    public void A_repository_with_a_damaged_model_can_always_be_validated()
    {
        using var repository = TestRepository.Good();
        var model = File.ReadAllText(repository.PathOf("models/shirts/model.yaml"));
        Mutation.Array[1, 3].Select(mutations => mutations.Aggregate(model, (damaged, mutate) => mutate(damaged))).Sample(
            text =>
            {
                repository.Write("models/shirts/model.yaml", text);
                var read = RepositoryReader.Read(repository.Root);
                Assert.True(read.HasErrors || read.Models.ContainsKey("shirts"));
            },
            iter: Files,
            threads: 1);
    }

    private static void Read<T>(string text)
        where T : class => Check<T>(Encoding.UTF8.GetBytes(text));

    private static void Check<T>(byte[] bytes)
        where T : class
    {
        var diagnostics = new List<Diagnostic>();
        var reading = SpecFileReader.Read<T>(YamlFile.Parse(bytes, "x.yaml", diagnostics), "x", "x.yaml", diagnostics);
        Assert.True(reading.Sound ? reading.Spec is not null : reading.Diagnostics.Count > 0);
    }

    private static string Mutate(string text, int kind, double place, int length, string fragment)
    {
        var at = (int)(place * text.Length);
        var end = Math.Min(text.Length, at + length);
        return kind switch
        {
            0 => text[..at] + text[end..],
            1 => text[..at] + text[at..end] + text[at..],
            2 => text[..at] + fragment + text[at..],
            _ => text[..at] + fragment + text[end..],
        };
    }
}
