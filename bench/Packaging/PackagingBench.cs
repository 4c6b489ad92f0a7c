using System.Globalization;
using System.Text;
using Modelyard.Bench.Measuring;

namespace Modelyard.Bench.Packaging;

/// <summary>
/// What it costs to get a version's weights to a node that has the runtime, in each of the modes of <c>serving.packaging</c>. Registry, node and store share one disk
/// and the loopback; each mode has a registry and a node of its own, which start with the runtime and nothing else.
/// </summary>
internal static class PackagingBench
{
    private static readonly string[] Modes = ["baked", "volume", "image-volume"];

    public static async Task<int> RunAsync(IReadOnlyList<int> megabytes)
    {
        using var repository = new WeightyRepository();
        // podman refuses a longer path than 50 characters for what it keeps while it runs.
        var work = Directory.CreateTempSubdirectory("yp-").FullName;
        Console.WriteLine("""
            | weights | packaging | build + push, cold s | again s | lacks it → /healthz, cold s | of that pull s | has it, cold cache s | has it, warm s | registry MB | node MB | changed line: build + push s | changed line: node s | load |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """);
        foreach (var size in megabytes)
        {
            Console.Error.WriteLine($"{size} MB: training …");
            var version = await repository.TrainAsync(size);
            repository.EditCode();
            var edited = await repository.TrainAsync(size);
            foreach (var (index, mode) in Modes.Index()) Console.WriteLine(await MeasureAsync(repository, Path.Combine(work, $"{size}{index}"), size, mode, version, edited));
        }

        Directory.Delete(work, recursive: true);
        return 0;
    }

    private static async Task<string> MeasureAsync(WeightyRepository repository, string folder, int megabytes, string mode, TrainedVersion version, TrainedVersion edited)
    {
        using var registry = await LocalRegistry.StartAsync(Path.Combine(folder, "registry"));
        await using var node = new Node(Path.Combine(folder, "node"));
        await node.PullAsync([.. (await repository.RuntimeAsync(registry.Host)).Select(image => image.Reference)]);
        var (registryBefore, nodeBefore) = (await Commands.DiskAsync(registry.Folder), await node.DiskAsync());

        await Commands.DropPageCacheAsync(repository.Store, folder);
        var (built, images) = await Commands.TimeAsync(() => repository.BuildAsync(version, mode, registry.Host));
        var (again, _) = await Commands.TimeAsync(() => repository.BuildAsync(version, mode, registry.Host));
        var registryDisk = await Commands.DiskAsync(registry.Folder) - registryBefore;

        await Commands.DropPageCacheAsync(repository.Store, folder);
        var pulled = await PullAsync(node, images);
        var first = await ServeAsync(node, images, mode, version);
        await Commands.DropPageCacheAsync(repository.Store, folder);
        var cold = await ServeAsync(node, images, mode, version);
        var warm = new List<double>();
        for (var turn = 0; turn < 5; turn++) warm.Add(await ServeAsync(node, images, mode, version));
        var nodeDisk = await node.DiskAsync() - nodeBefore;

        var (rebuilt, newer) = await Commands.TimeAsync(() => repository.BuildAsync(edited, mode, registry.Host));
        var rolled = await PullAsync(node, newer) + await ServeAsync(node, newer, mode, edited);

        var row = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"| {megabytes} MB | {mode} |"));
        foreach (var seconds in (double[])[built, again, pulled + first, pulled, cold, Pairs.Median(warm)]) row.Append(CultureInfo.InvariantCulture, $" {seconds:0.00} |");
        row.Append(CultureInfo.InvariantCulture, $" {registryDisk / 1e6:0.0} | {nodeDisk / 1e6:0.0} | {rebuilt:0.00} | {rolled:0.00} | {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]} |");
        return row.ToString();
    }

    private static async Task<double> PullAsync(Node node, IReadOnlyList<BuiltImage> images) => (await Commands.TimeAsync(async () =>
    {
        await node.PullAsync(images.Select(image => image.Reference));
        return true;
    })).Seconds;

    private static Task<double> ServeAsync(Node node, IReadOnlyList<BuiltImage> images, string mode, TrainedVersion version) => node.ServeAsync(
        images.Single(image => image.Kind == "server").Reference,
        mode switch
        {
            "volume" => ["-v", $"{version.Artifact}:/yard/model:ro"],
            "image-volume" => ["--mount", $"type=image,source={images.Single(image => image.Kind == "weights").Reference},destination=/yard/model"],
            _ => [],
        });
}
