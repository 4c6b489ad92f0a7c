using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;
using Modelyard.Specs;

namespace Modelyard.Dashboard.Pages;

/// <summary>A form of the model's signature; the script sends it to the gateway as any client would. Without script the curl line stands beside it.</summary>
internal static class TryIt
{
    public static void Write(HtmlText html, ModelCard model)
    {
        html.Add($"<section aria-labelledby=\"try\"><h2 id=\"try\">Try it</h2>");
        if (model.Arms.Length == 0 || model.Spec is null)
        {
            html.Add($"<p class=\"empty\">{(model.Spec is null ? "Its signature is not of this repository." : "Nobody answers yet.")}</p></section>");
            return;
        }

        html.Add($"<noscript><p class=\"quiet\">This needs JavaScript; curl does not.</p></noscript><form id=\"tryit\" data-model=\"{model.Name}\" hidden><p class=\"samples\" data-samples hidden><span>Fill in a sample:</span></p>");
        foreach (var (name, type) in model.Spec.Signature.Instance) Field(html, name, type);
        if (model.Spec.Signature.OneOf.Count > 0) html.Add($"<p class=\"quiet\">Exactly one of {string.Join(", ", model.Spec.Signature.OneOf)}.</p>");
        html.Add($"<div class=\"options\"><label>Subject <input name=\"subject\" maxlength=\"200\" placeholder=\"anyone\" autocomplete=\"off\"></label><label>Answered by <select name=\"pin\"><option value=\"\">its arm</option>");
        foreach (var arm in model.Arms) html.Add($"<option value=\"{arm.Name}\">arm {arm.Name} ({arm.Version})</option>");
        html.Add($"</select></label><button class=\"main\">Predict</button></div></form><script type=\"module\" src=\"{Assets.Address("tryit.js")}\"></script></section>");
    }

    /// <summary>Where the script writes the answer: a place of its own, so that nothing moves when it comes.</summary>
    public static void WriteAnswer(HtmlText html, ModelCard model) =>
        html.AddIf(model.Arms.Length > 0 && model.Spec is not null, $"<section aria-labelledby=\"said\"><h2 id=\"said\">Answer</h2><output id=\"answer\" for=\"tryit\" aria-live=\"polite\"><span class=\"quiet\">Nothing asked yet.</span></output></section>");

    private static void Field(HtmlText html, string name, FieldSpec type)
    {
        var id = $"field-{name}";
        html.Add($"<div class=\"field\" data-field=\"{name}\" data-type=\"{type.Type}\"").AddIf(type.Optional, $" data-optional").Add($"><label for=\"{id}\">{name} <small>{Signature.Words(type)}</small></label>");
        switch (type.Type)
        {
            case "image":
                html.Add($"<div class=\"photo\" data-width=\"{type.Width}\" data-height=\"{type.Height}\" data-channels=\"{type.Channels}\"><canvas width=\"224\" height=\"{224 * type.Height / type.Width}\" aria-label=\"{name}: draw here, or drop or paste a picture\"></canvas>")
                    .Add($"<div class=\"tools\"><input id=\"{id}\" type=\"file\" accept=\"image/*\"><label><input type=\"checkbox\" data-invert> invert</label><button type=\"button\" data-clear>Clear</button>")
                    .Add($"<canvas class=\"seen\" width=\"{type.Width}\" height=\"{type.Height}\" role=\"img\" aria-label=\"what the model sees\"></canvas></div></div>");
                break;
            case "boolean":
                html.Add($"<input id=\"{id}\" type=\"checkbox\">");
                break;
            case "integer" or "number":
                html.Add($"<input id=\"{id}\" type=\"number\" step=\"{(type.Type == "integer" ? "1" : "any")}\"").AddIf(!type.Optional, $" required").Add($">");
                break;
            default:
                html.Add($"<textarea id=\"{id}\" rows=\"2\" spellcheck=\"false\"></textarea>");
                break;
        }

        html.Add($"</div>");
    }
}
