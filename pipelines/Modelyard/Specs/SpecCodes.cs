using Modelyard.Diagnostics;

namespace Modelyard.Specs;

/// <summary>What can be wrong with specs. Tens: 00 files and YAML, 02 structure, 03 names, 04 fields, 05 wiring, 06 parameters and columns, 07 serving, 08 gates and samples, 09 releases, 10 components, 11 runtimes and environments.</summary>
[DiagnosticCodes]
public static class SpecCodes
{
    public static readonly DiagnosticCode FileMissing = new("YARD1001", "A required file is missing", "Create it, or remove the folder that needs it.");
    public static readonly DiagnosticCode FileUnreadable = new("YARD1002", "A file cannot be read", "Check its permissions and that it is a file.");
    public static readonly DiagnosticCode FileTooLarge = new("YARD1003", "A file is too large", "Specs are small; keep data in a source component.");
    public static readonly DiagnosticCode NotUtf8 = new("YARD1004", "A file is not UTF-8", "Save it as UTF-8.");
    public static readonly DiagnosticCode NotYaml = new("YARD1005", "A file is not YAML", "Correct the place that is named; indent with spaces.");
    public static readonly DiagnosticCode EmptyFile = new("YARD1006", "A file is empty", "Write the keys that the schema in its first line names.");
    public static readonly DiagnosticCode SeveralDocuments = new("YARD1007", "A file holds several YAML documents", "Keep one document a file.");
    public static readonly DiagnosticCode BeyondBounds = new("YARD1008", "A file is nested too deeply or holds too much", "Specs are small; split the model or keep data elsewhere.");
    public static readonly DiagnosticCode Anchor = new("YARD1009", "YAML anchors, aliases and merge keys are not accepted", "Write the value out where it is needed.");
    public static readonly DiagnosticCode Tag = new("YARD1010", "YAML tags are not accepted", "Remove the tag; the key decides the type.");
    public static readonly DiagnosticCode DuplicateKey = new("YARD1011", "A key stands twice", "Remove one of the two.");
    public static readonly DiagnosticCode KeyNotText = new("YARD1012", "A key is not text", "Write a plain name before the colon.");
    public static readonly DiagnosticCode AmbiguousValue = new("YARD1013", "Versions of YAML disagree about a value", "Write it as JSON would, or quote it.");
    public static readonly DiagnosticCode LinkOut = new("YARD1014", "A symbolic link leads out of its folder", "Copy what it leads to into the folder.");
    public static readonly DiagnosticCode NotARepository = new("YARD1015", "The folder is not a Modelyard repository", "Run in the repository, or name it with --root.");

    public static readonly DiagnosticCode UnknownKey = new("YARD1021", "A key is unknown", "Use one of the accepted keys.");
    public static readonly DiagnosticCode MissingKey = new("YARD1022", "A required key is missing", "Add it.");
    public static readonly DiagnosticCode WrongType = new("YARD1023", "A value has the wrong type", "Write a value of the expected type.");
    public static readonly DiagnosticCode NotAChoice = new("YARD1024", "A value is not one of the accepted ones", "Use one of those named.");
    public static readonly DiagnosticCode OutOfRange = new("YARD1025", "A number is out of range", "Use a number within the range.");

    public static readonly DiagnosticCode NameDiffersFromFolder = new("YARD1031", "A name differs from its folder's", "Rename one of the two.");
    public static readonly DiagnosticCode MalformedName = new("YARD1032", "A name does not have the form of one", "Use the form that is named.");
}
