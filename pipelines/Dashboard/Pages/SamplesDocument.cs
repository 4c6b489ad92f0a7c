using Microsoft.AspNetCore.Http;
using Modelyard.Specs;

namespace Modelyard.Dashboard.Pages;

/// <summary><c>/models/&lt;model&gt;/samples.json</c>: the model's own samples, for the try-it box.</summary>
internal sealed class SamplesDocument(Repository repository)
{
    public Page Write(HttpContext context, string model)
    {
        // The file's name comes from the validated spec, never from the request.
        if (!repository.Models.TryGetValue(model, out var spec)) return ProblemPage.NotFound(context, "model", model, repository.Models.Keys);
        var file = Path.Combine(repository.Root, spec.Folder, spec.Spec.Tests.Samples);
        return File.Exists(file) ? new Page(File.ReadAllText(file), Page.Json) : new Page("{\"instances\":[]}", Page.Json);
    }
}
