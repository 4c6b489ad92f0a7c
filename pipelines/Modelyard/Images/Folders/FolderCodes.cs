using Modelyard.Diagnostics;

namespace Modelyard.Images.Folders;

/// <summary>What can keep a folder from becoming an image.</summary>
[DiagnosticCodes]
public static class FolderCodes
{
    public static readonly DiagnosticCode NoFolder = new(
        "YARD7151",
        "There is no such folder, or nothing in it, to build an image of",
        "Name an existing folder; a model is named without a slash.");

    public static readonly DiagnosticCode SeveralProjects = new(
        "YARD7152",
        "A folder has several projects of C#",
        "Name the folder of one project: an image starts one program.");

    public static readonly DiagnosticCode NotPublished = new(
        "YARD7153",
        "A project of C# could not be published",
        "Correct what the compiler says; `dotnet publish` in that folder says it too.");

    public static readonly DiagnosticCode NoName = new(
        "YARD7154",
        "An image cannot be named after a folder",
        "Rename the folder: lower-case letters and digits, words joined by a hyphen, a dot or an underscore.");
}
