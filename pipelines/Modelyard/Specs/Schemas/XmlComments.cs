using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Modelyard.Specs.Schemas;

/// <summary>The summaries of types and properties, as the compiler wrote them beside the library.</summary>
internal sealed partial class XmlComments
{
    private readonly Dictionary<string, string> _summaries;

    private XmlComments(Dictionary<string, string> summaries) => _summaries = summaries;

    public static XmlComments OfLibrary()
    {
        var file = Path.ChangeExtension(typeof(XmlComments).Assembly.Location, ".xml");
        return new XmlComments(XDocument.Load(file).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!)));
    }

    public string? Of(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}");

    public string? Of(Type type, string property) => _summaries.GetValueOrDefault($"P:{type.FullName}.{property}");

    private static string Text(XElement summary)
    {
        var text = string.Concat(summary.DescendantNodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "see" } see => SpecName(see.Attribute("cref")?.Value ?? see.Attribute("langword")!.Value),
            _ => "",
        }));
        return Space().Replace(text, " ").Trim();
    }

    // A reference to a property means the key that people write: AtLeast is at-least.
    private static string SpecName(string reference) =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(reference[(reference.LastIndexOf('.') + 1)..]);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
