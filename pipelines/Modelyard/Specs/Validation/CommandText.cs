namespace Modelyard.Specs.Validation;

/// <summary>What keeps a command line from being split into words.</summary>
internal static class CommandText
{
    /// <summary>Null when nothing does.</summary>
    public static string? Problem(string command)
    {
        if (string.IsNullOrWhiteSpace(command)) return "names no program";
        if (command.Any(char.IsControl)) return "holds a line break or another control character";
        char? open = null;
        foreach (var character in command)
        {
            if (open is null && character is '"' or '\'') open = open is null ? character : open;
            else if (character == open) open = null;
        }

        return open is null ? null : $"has a quote {open} that is never closed";
    }
}
