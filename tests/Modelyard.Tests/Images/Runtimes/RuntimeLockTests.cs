using System.Text;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class RuntimeLockTests
{
    private static readonly Digest Library = Digest.Of("library"u8);

    [Fact]
    public void The_document_is_pinned()
    {
        Assert.Equal(
            """
            {"blas":{"core":"Haswell","files":{"libblas.so.3":"DIGEST","liblapack.so.3":"DIGEST"},"library":"OpenBLAS","version":"0.3.21"},"environment":{"OPENBLAS_CORETYPE":"Haswell","OPENBLAS_NUM_THREADS":"1"},"interpreter":{"implementation":"cpython","version":"3.11.2"},"packages":{"numpy":"1.24.2","scikit-learn":"1.2.1"}}
            """.Replace("DIGEST", Library.ToString(), StringComparison.Ordinal),
            Encoding.UTF8.GetString(CanonicalJson.Bytes(Lock("/usr/lib").Document)));
    }

    [Fact]
    public void The_same_packages_elsewhere_give_the_same_lock() => Assert.Equal(Lock("/usr/lib").Digest, Lock("/home/somebody/.yard/python/lib").Digest);

    [Fact]
    public void Order_in_the_file_does_not_matter() => Assert.Equal(
        Lock("/usr/lib").Digest,
        Lock("/usr/lib", RuntimeSpecs.Learning with
        {
            Packages = [.. RuntimeSpecs.Learning.Packages.Reverse()],
            Environment = RuntimeSpecs.Learning.Environment.Reverse().ToDictionary(),
        }).Digest);

    [Fact]
    public void What_can_change_a_result_changes_the_lock()
    {
        var digests = new[]
        {
            Lock("/usr/lib"),
            Lock("/usr/lib", version: "3.11.3"),
            Lock("/usr/lib", numpy: "1.24.3"),
            Lock("/usr/lib", core: "SkylakeX"),
            Lock("/usr/lib", library: Digest.Of("patched"u8)),
            Lock("/usr/lib", RuntimeSpecs.Learning with { Environment = new Dictionary<string, string>() }),
            Lock("/usr/lib", config: null),
        }.Select(runtimeLock => runtimeLock.Digest);

        Assert.Equal(7, digests.Distinct().Count());
    }

    [Fact]
    public void A_package_that_the_runtime_does_not_ask_for_is_not_in_the_lock() =>
        Assert.Equal(Lock("/usr/lib").Digest, Lock("/usr/lib", more: new() { ["other"] = "1" }).Digest);

    [Fact]
    public void A_document_reads_back_as_the_same_lock() =>
        Assert.Equal(Lock("/usr/lib").Digest, RuntimeLock.FromDocument(JsonNode.Parse(Lock("/usr/lib").Document.ToJsonString())!.AsObject()).Digest);

    private static RuntimeLock Lock(
        string folder,
        RuntimeSpec? runtime = null,
        string version = "3.11.2",
        string numpy = "1.24.2",
        string? core = "Haswell",
        string? config = "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64",
        Digest? library = null,
        Dictionary<string, string>? more = null)
    {
        string[] files = [$"{folder}/liblapack.so.3", $"{folder}/libblas.so.3"];
        var report = new ProbeReport
        {
            Interpreter = $"{folder}/python3",
            Implementation = "cpython",
            Version = version,
            Packages = new Dictionary<string, string>(more ?? []) { ["numpy"] = numpy, ["scikit-learn"] = "1.2.1" },
            Blas = new BlasReport { Config = config, Core = config is null ? null : core, Files = files },
            Watched = [],
        };
        return RuntimeLock.OfPython(runtime ?? RuntimeSpecs.Learning, report, files.ToDictionary(file => file, _ => library ?? Library));
    }
}
