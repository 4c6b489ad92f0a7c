// Makes one small image of a folder, so that tests can do it as other users, in other places and under other clocks: ImageMaker FOLDER LAYOUT
using Modelyard.Diagnostics;
using Modelyard.Images.Bases;
using Modelyard.Images.Builder;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;

try
{
    var below = new LayerContent([LayerEntry.File("etc/os-release", executable: false, EntryContent.Of("ID=tiny\n"u8.ToArray()))]);
    var content = new LayerContent(FolderEntries.Of(Path.GetFullPath(args[0]), "yard/component", "code"));
    List<ImageLayer> layers = [ImageLayer.Of("base", below.Describe(default), () => below), ImageLayer.Of("code", content.Describe(default), () => content)];
    var settings = new ContainerSettings { User = ImagePlaces.User, Entrypoint = ["/yard/component/run"], WorkingDirectory = "/" };
    var image = ImageComposer.Compose("step", "tiny", layers, settings, new Dictionary<string, string>(), [new InstalledPackage("deb", "tiny", "1.0-1", "all")]);
    await image.PushAsync(new OciLayout(Path.GetFullPath(args[1])), image.Tag, [], default);
    Console.WriteLine($"{image.Manifest.Digest} {image.Tag}");
    return 0;
}
catch (YardException failure)
{
    foreach (var diagnostic in failure.Diagnostics) Console.Error.WriteLine($"{diagnostic.Code.Id}: {diagnostic.Message}");
    return 1;
}
