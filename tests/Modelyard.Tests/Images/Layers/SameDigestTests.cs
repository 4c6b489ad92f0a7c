using System.Diagnostics;
using System.Globalization;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Layers;

/// <summary>One small image, made again and again by a process of its own under other circumstances.</summary>
public sealed class SameDigestTests : IDisposable
{
    private const int Times = 100;

    private static readonly string[] Zones = ["UTC", "Asia/Tokyo", "America/St_Johns", "Pacific/Chatham"];
    private static readonly string[] Masks = ["022", "077", "000", "027"];
    private static readonly (string Path, string Text, bool Executable)[] Files =
    [
        ("run", "#!/bin/sh\necho run\n", true),
        ("a-b/one.py", "print(1)\n", false),
        ("a/two.py", "print(2)\n", false),
        ("a/" + new string('n', 130), "a long name\n", false),
        ("写真.json", "{}\n", false),
        ("empty", "", false),
    ];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hundred_builds_under_other_processes_users_zones_clocks_masks_places_and_orders_are_one_digest()
    {
        Open(_folder.Path);
        var digests = new HashSet<string>();
        var indexes = new HashSet<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Times), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, async (number, cancellation) =>
        {
            var place = Plant(number);
            var (code, output, errors) = await MakeAsync(place, number, cancellation);
            Assert.True(code == 0, errors);
            lock (digests) digests.Add(output.Trim());
            var index = await File.ReadAllTextAsync(Path.Combine(place, "layout", "index.json"), cancellation);
            lock (indexes) indexes.Add(index);
        });

        Assert.Single(digests);
        Assert.Single(indexes);
    }

    [Fact]
    public async Task A_file_that_the_builder_may_not_read_is_named_and_nothing_is_written()
    {
        Open(_folder.Path);
        var place = Plant(1);
        File.SetUnixFileMode(Path.Combine(place, "code", "a", "two.py"), UnixFileMode.None);
        Directory.CreateDirectory(Path.Combine(place, "code", "closed"));
        File.SetUnixFileMode(Path.Combine(place, "code", "closed"), UnixFileMode.None);

        var (code, _, errors) = await MakeAsync(place, number: 1, TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        var lines = errors.TrimEnd().Split('\n');
        Assert.Equal("YARD7104: code/a/two.py cannot be read by the user who builds", lines[0]);
        Assert.StartsWith("YARD7104: code/closed cannot be listed: ", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
        Assert.False(Directory.Exists(Path.Combine(place, "layout")));
    }

    private string Plant(int number)
    {
        // Paths of other lengths and depths; files made in another order, with other times, by another mask.
        var place = _folder.At(string.Join('/', Enumerable.Repeat($"p{number}", 1 + (number % 4))));
        var random = new Random(number);
        foreach (var (path, text, executable) in Files.OrderBy(_ => random.Next()))
        {
            var file = Path.Combine(place, "code", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead | (executable ? UnixFileMode.UserExecute : 0) | (random.Next(2) == 0 ? UnixFileMode.GroupWrite : 0));
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddDays(random.Next(30_000)).AddMilliseconds(random.Next(1000)));
        }

        Open(place);
        return place;
    }

    // Only root can be somebody else; anybody else is nobody else's image too.
    private static async Task<(int Code, string Output, string Errors)> MakeAsync(string place, int number, CancellationToken cancellation)
    {
        var user = (10_000 + number).ToString(CultureInfo.InvariantCulture);
        string[] asUser = Environment.IsPrivilegedProcess && number % 3 != 0 ? ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"] : [];
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"umask {Masks[number % Masks.Length]}; exec \"$@\"", "sh", .. asUser, BuiltPrograms.ImageMaker, Path.Combine(place, "code"), Path.Combine(place, "layout")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = place,
        };
        start.Environment["TZ"] = Zones[number % Zones.Length];
        start.Environment["LANG"] = number % 2 == 0 ? "C" : "de_DE.UTF-8";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await errors);
    }

    // All users of this test must get in and write beside the code.
    private void Open(string folder)
    {
        for (var place = folder; place.Length >= _folder.Path.Length; place = Path.GetDirectoryName(place)!) File.SetUnixFileMode(place, (UnixFileMode)0b111_111_111);
    }
}
