using System.Text.Json;
using Modelyard.Content;
using Modelyard.Images.Builder;
using Modelyard.Images.Oci;
using Modelyard.Images.Sboms;
using Modelyard.Running.Contract;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Builder;

/// <summary>Images on Debian packages, as skopeo and podman see them.</summary>
[Collection("Debian images")]
public sealed class DebianImageTests(BuilderRepository repository) : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_step_image_runs_its_component_by_the_step_runner_as_nobody()
    {
        var image = await BuiltAsync(await repository.Builder().StepAsync(repository.Step(), Cancellation));
        var job = Job();

        repository.Run(image, _folder.Path, job);

        var outcome = JsonSerializer.Deserialize(File.ReadAllBytes(_folder.At("outcome.json")), StepContractJson.Default.StepOutcome)!;
        Assert.True(outcome is { End: StepEnd.Exited, ExitCode: 0 }, $"{outcome}\n{File.ReadAllText(_folder.At("log"))}");
        Assert.Equal("hello 65532", File.ReadAllText(_folder.At("outputs/rows/said")));
    }

    [Fact]
    public async Task A_serving_image_starts_its_server_with_the_model_that_is_baked_in()
    {
        var image = await BuiltAsync(await repository.Builder().ServerAsync(repository.Version("good day"), null, Cancellation));

        Assert.Equal("greeting good day 65532\n", repository.Run(image, null));
    }

    [Fact]
    public async Task A_model_on_a_volume_is_in_an_image_of_its_own_and_not_in_the_servers()
    {
        var version = repository.Version("good night", "image-volume");
        var images = await ModelImages.ServingAsync(repository.Builder(), version, null, Cancellation);

        Assert.Equal(["server", "weights"], images.Select(image => image.Kind));
        Assert.Equal("no model\n", repository.Run(await BuiltAsync(images[0]), null, "/bin/sh", "-c", "test -e /yard/model || echo no model"));
        var layout = _folder.At("weights");
        await images[1].PushAsync(new OciLayout(layout), "weights", [], Cancellation);
        var unpacked = images[1].Layers.Select(layer => Programs.Run("tar", "-tf", new OciLayout(layout).PathOf(layer.DiffId)));
        Assert.Equal(["state/\nstate/word\n", "chain.json\ncode/\ncode/hello/\ncode/hello/hello.py\n"], unpacked);
    }

    [Fact]
    public async Task Skopeo_reads_labels_layers_and_platform()
    {
        var image = await BuiltAsync(await repository.Builder().StepAsync(repository.Step(), Cancellation));

        using var seen = JsonDocument.Parse(Programs.Run("skopeo", "inspect", $"oci:{repository.Layout.Path}:{image.Tag}"));

        var labels = seen.RootElement.GetProperty("Labels");
        Assert.Equal(image.Manifest.Digest.ToString(), seen.RootElement.GetProperty("Digest").GetString());
        Assert.Equal("hello", labels.GetProperty(AnnotationKeys.Title).GetString());
        Assert.Equal("python3 -m hello", labels.GetProperty(ImageLabels.Command).GetString());
        Assert.Equal(image.Layers.Count, seen.RootElement.GetProperty("Layers").GetArrayLength());
        Assert.Equal("linux", seen.RootElement.GetProperty("Os").GetString());
    }

    [Fact]
    public async Task The_image_carries_the_lock_that_its_steps_are_keyed_by()
    {
        var builder = repository.Builder();
        var image = await builder.StepAsync(repository.Step(), Cancellation);
        var labels = OciJson.Configuration(await BytesAsync(image), "it").Config!.Labels!;
        var preparation = await builder.PreparationAsync([repository.Step()], Cancellation);

        Assert.Equal(labels[ImageLabels.Lock], preparation.For(repository.Step()).Runtime.Lock.ToString());
        Assert.Equal(labels[ImageLabels.Lock], Digest.Of(System.Text.Encoding.UTF8.GetBytes(labels[ImageLabels.LockDocument])).ToString());
        Assert.Matches("""^\{"blas":null,"environment":\{"GREETING":"hello"\},"interpreter":\{"implementation":"cpython","version":"3\.11\.[0-9]+"\},"packages":\{\}\}$""", labels[ImageLabels.LockDocument]);
    }

    [Fact]
    public async Task One_changed_line_of_a_component_is_one_new_layer()
    {
        var before = await BuiltAsync(await repository.Builder().StepAsync(repository.Step(), Cancellation));
        var code = File.ReadAllText(Path.Combine(repository.Workspace.Root, "pipelines/Components/hello/hello.py"));
        using var fresh = new Workspace(repository.Workspace.Root, repository.Workspace.Store.Root, repository.Workspace.Programs, TimeProvider.System);
        try
        {
            repository.Write("pipelines/Components/hello/hello.py", code + "# one line\n");
            var builder = new ImageBuilder(fresh, "", new Dictionary<string, Modelyard.Images.Runtimes.ProvisionedRuntime>(), reference => throw new InvalidOperationException(reference), new Progress<string>());
            var after = await builder.StepAsync(repository.Step(), Cancellation);
            var pushed = await after.PushAsync(repository.Layout, after.Tag, [], Cancellation);

            Assert.Equal(["code of hello"], after.Layers.Select(layer => (layer.Title, layer.DiffId)).Except(before.Layers.Select(layer => (layer.Title, layer.DiffId))).Select(layer => layer.Title));
            // The layer, the configuration, and the bill of materials, which names its image.
            Assert.Equal((3, true), (pushed.BlobsSent, pushed.BytesSent < 100_000));
        }
        finally
        {
            repository.Write("pipelines/Components/hello/hello.py", code);
        }
    }

    [Fact]
    public async Task Building_again_writes_nothing_and_forgetting_what_was_read_changes_no_digest()
    {
        var image = await BuiltAsync(await repository.Builder().StepAsync(repository.Step(), Cancellation));
        var again = await (await repository.Builder().StepAsync(repository.Step(), Cancellation)).PushAsync(repository.Layout, image.Tag, [], Cancellation);
        Assert.Equal((0, 0, 0L), (again.Manifests, again.BlobsSent, again.BytesSent));

        Directory.Delete(Path.Combine(repository.Workspace.Store.Root, "layers"), recursive: true);
        Assert.Equal(image.Manifest.Digest, (await repository.Builder().StepAsync(repository.Step(), Cancellation)).Manifest.Digest);
    }

    [Fact]
    public async Task The_packages_of_an_image_are_told_by_a_referrer()
    {
        var image = await BuiltAsync(await repository.Builder().StepAsync(repository.Step(), Cancellation));

        var referrer = Assert.Single(await repository.Layout.ListReferrersAsync(image.Manifest.Digest, Cancellation));
        Assert.Equal(BillOfMaterials.MediaType, referrer.ArtifactType);
        var manifest = (await repository.Layout.FindManifestAsync(referrer.Digest.ToString(), Cancellation))!.AsManifest();
        using var bill = JsonDocument.Parse(File.ReadAllBytes(repository.Layout.PathOf(manifest.Layers[0].Digest)));
        Assert.Equal("1.5", bill.RootElement.GetProperty("specVersion").GetString());
        var packages = bill.RootElement.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("purl").GetString()!).ToList();
        Assert.Contains(packages, package => package.StartsWith("pkg:deb/debian/python3@3.11", StringComparison.Ordinal));
        Assert.Equal(packages.Order(StringComparer.Ordinal), packages);
    }

    [Fact]
    public async Task Every_blob_of_the_layout_is_what_its_name_and_its_descriptors_say()
    {
        var image = await BuiltAsync(await repository.Builder().ServerAsync(repository.Version("good day"), null, Cancellation));

        Assert.Contains(OciConformance.AssertConforms(repository.Layout), listed => listed.Digest == image.Manifest.Digest);
    }

    [Fact]
    public async Task A_disk_without_room_is_told_and_leaves_no_image()
    {
        // A small file system of its own; only root can make one.
        if (!Environment.IsPrivilegedProcess) return;
        var small = _folder.At("small");
        Directory.CreateDirectory(small);
        Programs.Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small);
        try
        {
            var image = await repository.Builder().StepAsync(repository.Step(), Cancellation);
            var failure = await Assert.ThrowsAsync<Modelyard.Diagnostics.YardException>(() => image.PushAsync(new OciLayout(Path.Combine(small, "layout")), image.Tag, [], Cancellation));

            Assert.StartsWith($"YARD8007: {small}/layout: ", Failures.Text(failure), StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(small, "layout", "index.json")));
            Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(small, "layout", "blobs", "sha256")), file => Path.GetFileName(file).StartsWith('.'));
        }
        finally
        {
            Programs.Run("umount", small);
        }
    }

    private string Job()
    {
        foreach (var folder in (string[])["outputs/rows", "scratch", "metrics"]) Directory.CreateDirectory(_folder.At(folder));
        _folder.Write("step.json", JsonSerializer.Serialize(new { contract = 1, parameters = new { }, inputs = new { }, outputs = new { rows = _folder.At("outputs/rows") }, metrics = _folder.At("metrics/metrics.json"), scratch = _folder.At("scratch"), cpus = 1 }));
        var job = new StepJob
        {
            Command = ["/usr/bin/python3", "-m", "hello"],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["PYTHONPATH"] = $"{ImagePlaces.Component}:{ImagePlaces.Runtime}", ["GREETING"] = "hello", ["YARD_STEP"] = _folder.At("step.json") },
            WorkingDirectory = _folder.At("scratch"),
            Writable = [_folder.At("outputs/rows"), _folder.At("scratch"), _folder.At("metrics")],
            Log = _folder.At("log"),
            TimeoutSeconds = 60,
            Outcome = _folder.At("outcome.json"),
        };
        File.WriteAllBytes(_folder.At("job.json"), JsonSerializer.SerializeToUtf8Bytes(job, StepContractJson.Default.StepJob));
        Programs.Run("chmod", "-R", "a+rwX", _folder.Path);
        return _folder.At("job.json");
    }

    private async Task<PlannedImage> BuiltAsync(PlannedImage image)
    {
        await image.PushAsync(repository.Layout, image.Tag, [], Cancellation);
        return image;
    }

    private static async Task<byte[]> BytesAsync(PlannedImage image)
    {
        await using var stream = await image.Configuration.OpenAsync(Cancellation);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }
}
