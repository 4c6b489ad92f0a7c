using System.IO.Compression;
using System.Text;

namespace Modelyard.Tests.Processes;

/// <summary>Packages of Python as pip installs them, made by hand: a wheel is an archive.</summary>
public static class Wheel
{
    /// <summary>Writes a wheel with one module of the package's name.</summary>
    /// <param name="folder">Made where it is not there; pip finds it by PIP_FIND_LINKS.</param>
    /// <param name="needs">What the package needs, as its metadata say it.</param>
    public static string Write(string folder, string name, string version, string code, params string[] needs)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}-{version}-py3-none-any.whl");
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        var info = $"{name}-{version}.dist-info";
        Add($"{name}.py", code);
        Add($"{info}/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{string.Concat(needs.Select(need => $"Requires-Dist: {need}\n"))}");
        Add($"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: modelyard-tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        Add($"{info}/RECORD", $"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n");
        return path;

        void Add(string file, string text)
        {
            using var entry = archive.CreateEntry(file).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }
    }
}
