using Modelyard.Images.Builder;

namespace Modelyard.Cli.Display;

/// <summary>What the images of a version weigh, a line a layer.</summary>
internal static class SizesTable
{
    private const int TitleWidth = 26;

    public static void Write(ServingSizes sizes, Output output)
    {
        var layers = sizes.Server.Concat(sizes.Model).ToList();
        output.Line($"  image       {Sizes.Of(layers.Sum(layer => layer.Bytes))} over the runtime {sizes.RuntimeName}");
        foreach (var layer in layers) Write(layer, output);
        if (sizes.Runtime is not { } runtime)
        {
            output.Line($"  runtime     {sizes.RuntimeName}: its layers were not built here; ./yard build --runtime {sizes.RuntimeName}");
            return;
        }

        output.Line($"  runtime     {Sizes.Of(runtime.Sum(layer => layer.Bytes))}, shared by all on {sizes.RuntimeName}");
        foreach (var layer in runtime) Write(layer, output);
    }

    private static void Write(LayerSize layer, Output output) => output.Line($"    {layer.Title.PadRight(TitleWidth)}{Sizes.Of(layer.Bytes),12}");
}
