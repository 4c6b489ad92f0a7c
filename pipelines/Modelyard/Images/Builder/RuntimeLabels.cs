using System.Text;
using Modelyard.Content;
using Modelyard.Images.Bases;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Builder;

/// <summary>What every image of ours says about the runtime at its bottom.</summary>
internal static class RuntimeLabels
{
    public static Dictionary<string, string> Of(ImageRuntime runtime)
    {
        var labels = new Dictionary<string, string>
        {
            [ImageLabels.Runtime] = runtime.Spec.Name,
            [ImageLabels.Lock] = runtime.Lock.Digest.ToString(),
            [ImageLabels.LockDocument] = Encoding.UTF8.GetString(CanonicalJson.Bytes(runtime.Lock.Document)),
        };
        if (runtime.Base is not { } below) return labels;
        labels[AnnotationKeys.BaseDigest] = below.Digest;
        labels[AnnotationKeys.BaseName] = below.Name;
        return labels;
    }
}
