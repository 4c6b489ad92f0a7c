using System.Text;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Yaml;

/// <summary>Reads the bytes of a spec file and hands its text to <see cref="YamlReader"/>.</summary>
internal static class YamlFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's root node, or <see langword="null"/> where there is none to speak of.</summary>
    /// <param name="path">On disk.</param>
    /// <param name="file">The same, relative to the root, for messages.</param>
    public static SpecNode? Read(string path, string file, List<Diagnostic> diagnostics)
    {
        var where = new SourcePosition(file);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length > YamlBounds.Bytes)
            {
                diagnostics.Add(
                    SpecCodes.FileTooLarge.Error(where, $"the file has {stream.Length} bytes; at most {YamlBounds.Bytes} are read"));
                return null;
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Parse(bytes, file, diagnostics);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            diagnostics.Add(SpecCodes.FileMissing.Error(where, "the file is missing"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(SpecCodes.FileUnreadable.Error(where, $"the file cannot be read: {exception.Message}"));
        }

        return null;
    }

    /// <summary>The root node of these bytes.</summary>
    public static SpecNode? Parse(ReadOnlySpan<byte> bytes, string file, List<Diagnostic> diagnostics)
    {
        try
        {
            var text = Strict.GetString(bytes);
            return new YamlReader(file, diagnostics).Read(text.StartsWith('\uFEFF') ? text[1..] : text);
        }
        catch (DecoderFallbackException exception)
        {
            var line = bytes[..Math.Max(0, exception.Index)].Count((byte)'\n') + 1;
            diagnostics.Add(SpecCodes.NotUtf8.Error(new SourcePosition(file, line, 1), "the file is not UTF-8 text", "save it as UTF-8"));
            return null;
        }
    }
}
