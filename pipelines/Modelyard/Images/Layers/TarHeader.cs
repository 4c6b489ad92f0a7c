using System.Globalization;
using System.Text;

namespace Modelyard.Images.Layers;

/// <summary>
/// The header of one entry, as POSIX.1-2001 lays it out: one ustar block where everything fits, else a pax record before it. Written here
/// since .NET names its pax records by the number of the process.
/// </summary>
internal static class TarHeader
{
    /// <summary>Bytes of a block; headers and contents fill whole ones.</summary>
    public const int Block = 512;

    private const int NameLength = 100;
    private const int PrefixLength = 155;
    private const long LargestSize = 0x1_FFFF_FFFF; // Eleven octal digits.
    private const int LargestOwner = 0x1F_FFFF; // Seven.

    /// <summary>All blocks before an entry's content.</summary>
    public static byte[] Of(LayerEntry entry)
    {
        var path = entry.Kind == EntryKind.Folder ? entry.Path + "/" : entry.Path;
        var records = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (name, prefix) = Split(path);
        if (name is null || !Ascii.IsValid(path)) records["path"] = path;
        if (Encoding.UTF8.GetByteCount(entry.Target) > NameLength || !Ascii.IsValid(entry.Target)) records["linkpath"] = entry.Target;
        if (entry.Content.Length > LargestSize) records["size"] = entry.Content.Length.ToString(CultureInfo.InvariantCulture);
        if (entry.User > LargestOwner) records["uid"] = entry.User.ToString(CultureInfo.InvariantCulture);
        if (entry.Group > LargestOwner) records["gid"] = entry.Group.ToString(CultureInfo.InvariantCulture);
        var type = entry.Kind switch { EntryKind.Folder => '5', EntryKind.Link => '2', EntryKind.HardLink => '1', _ => '0' };

        // What a reader of plain ustar sees of a name that does not fit: its end, as far as there is room.
        var own = Ustar(name is null || records.ContainsKey("path") ? Shortened(path) : name, records.ContainsKey("path") ? "" : prefix, type, entry);
        if (records.Count == 0) return own;
        var text = Records(records);
        var extended = Ustar("pax/" + Shortened(entry.Path, NameLength - 4), "", 'x', new LayerEntry("", EntryKind.File, LayerEntry.FileMode) { Content = EntryContent.Of(text) });
        return [.. extended, .. text, .. new byte[Padding(text.Length)], .. own];
    }

    /// <summary>Bytes that fill the last block of a content.</summary>
    public static int Padding(long length) => (int)((Block - (length % Block)) % Block);

    private static byte[] Ustar(string name, string prefix, char type, LayerEntry entry)
    {
        var header = new byte[Block];
        Text(header, 0, name);
        Octal(header, 100, 8, entry.Mode);
        Octal(header, 108, 8, Math.Min(entry.User, LargestOwner));
        Octal(header, 116, 8, Math.Min(entry.Group, LargestOwner));
        Octal(header, 124, 12, Math.Min(entry.Content.Length, LargestSize));
        Octal(header, 136, 12, entry.Modified);
        header[156] = (byte)type;
        Text(header, 157, Encoding.UTF8.GetByteCount(entry.Target) > NameLength || !Ascii.IsValid(entry.Target) ? Shortened(entry.Target) : entry.Target);
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        Octal(header, 329, 8, 0);
        Octal(header, 337, 8, 0);
        Text(header, 345, prefix);
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header) sum += value;
        Octal(header, 148, 7, sum);
        return header;
    }

    // "<length> <key>=<value>\n", where the length counts its own digits.
    private static byte[] Records(SortedDictionary<string, string> records)
    {
        var text = new List<byte>();
        foreach (var (key, value) in records)
        {
            var line = Encoding.UTF8.GetBytes($" {key}={value}\n");
            var length = line.Length;
            while (line.Length + Digits(length) != length) length = line.Length + Digits(length);
            text.AddRange(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
            text.AddRange(line);
        }

        return [.. text];
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    // A name of up to 100 bytes, with up to 155 more before one of its slashes.
    private static (string? Name, string Prefix) Split(string path)
    {
        if (path.Length <= NameLength) return (path, "");
        for (var slash = path.IndexOf('/', path.Length - NameLength - 1); slash > 0 && slash < path.Length - 1; slash = path.IndexOf('/', slash + 1))
        {
            if (slash <= PrefixLength) return (path[(slash + 1)..], path[..slash]);
        }

        return (null, "");
    }

    private static string Shortened(string path, int length = NameLength)
    {
        var ascii = string.Concat(path.Select(letter => char.IsAscii(letter) && !char.IsControl(letter) ? letter : '_'));
        return ascii.Length <= length ? ascii : ascii[^length..];
    }

    private static void Text(byte[] header, int offset, string text) => Encoding.ASCII.GetBytes(text, header.AsSpan(offset));

    private static void Octal(byte[] header, int offset, int width, long value)
    {
        for (var place = offset + width - 2; place >= offset; place--, value >>= 3) header[place] = (byte)('0' + (value & 7));
        header[offset + width - 1] = 0;
    }
}
