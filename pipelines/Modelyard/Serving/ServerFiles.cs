using Modelyard.Content;

namespace Modelyard.Serving;

/// <summary>What one start of a server has on disk: the document that tells it what to serve, and the log that its starts share.</summary>
/// <param name="Document">The file that <c>YARD_SERVE</c> names.</param>
/// <param name="Log">The file that takes its output.</param>
/// <param name="Port">The port that the document tells it to listen on.</param>
internal sealed record ServerFiles(string Document, string Log, int Port)
{
    /// <summary>Writes the document.</summary>
    /// <param name="folder">Where both go.</param>
    public static ServerFiles Write(string folder, ServerDefinition definition, string host, int port)
    {
        var name = Path.Combine(folder, $"{definition.Model}.{definition.VersionName}.{definition.Key.Short}");
        var files = new ServerFiles($"{name}.{port}.json", $"{name}.log", port);
        DurableFile.Write(files.Document, CanonicalJson.Readable(definition.ServeDocument(host, port)));
        // Inside a container it is another user who reads it.
        if (definition.Container is not null) File.SetUnixFileMode(files.Document, File.GetUnixFileMode(files.Document) | UnixFileMode.OtherRead);
        return files;
    }

    /// <summary>Removes the document; the log stays for whoever asks why.</summary>
    public void Remove() => File.Delete(Document);
}
