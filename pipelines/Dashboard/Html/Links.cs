namespace Modelyard.Dashboard.Html;

/// <summary>Addresses of the pages.</summary>
internal static class Links
{
    public static string Model(string model) => $"/models/{Uri.EscapeDataString(model)}";

    public static string Version(string model, string version) => $"{Model(model)}/{Uri.EscapeDataString(version)}";

    public static string Run(string run) => $"/runs/{Uri.EscapeDataString(run)}";

    public static string Step(string run, int step) => $"{Run(run)}/{step}";

    public static string Log(string run, int step) => $"{Step(run, step)}/log";

    /// <summary>The overview with a search and a page.</summary>
    public static string Overview(string query, int page)
    {
        var parts = new List<string>();
        if (query.Length > 0) parts.Add($"q={Uri.EscapeDataString(query)}");
        if (page > 1) parts.Add($"page={page}");
        return parts.Count == 0 ? "/" : $"/?{string.Join('&', parts)}";
    }
}
