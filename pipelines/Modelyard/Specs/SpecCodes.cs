using Modelyard.Diagnostics;

namespace Modelyard.Specs;

/// <summary>
/// What can be wrong with specs. The third digit groups: 0 and 1 files and YAML, 2 structure, 3 names and fields, 4 wiring,
/// 5 parameters and columns, 6 serving, 7 gates and samples, 8 releases, 9 components, runtimes and environments.
/// </summary>
[DiagnosticCodes]
public static class SpecCodes
{
    public static readonly DiagnosticCode FileMissing =
        new("YARD1001", "A required file is missing", "Create it, or remove the folder that needs it.");

    public static readonly DiagnosticCode FileUnreadable =
        new("YARD1002", "A file cannot be read", "Check its permissions and that it is a file.");

    public static readonly DiagnosticCode FileTooLarge =
        new("YARD1003", "A file is too large", "Specs are small; keep data in a source component.");

    public static readonly DiagnosticCode NotUtf8 =
        new("YARD1004", "A file is not UTF-8", "Save it as UTF-8.");

    public static readonly DiagnosticCode NotYaml =
        new("YARD1005", "A file is not YAML", "Correct the place that is named; indent with spaces.");

    public static readonly DiagnosticCode EmptyFile =
        new("YARD1006", "A file is empty", "Write the keys that the schema in its first line names.");

    public static readonly DiagnosticCode SeveralDocuments =
        new("YARD1007", "A file holds several YAML documents", "Keep one document a file.");

    public static readonly DiagnosticCode BeyondBounds =
        new("YARD1008", "A file is nested too deeply or holds too much", "Specs are small; split the model or keep data elsewhere.");

    public static readonly DiagnosticCode Anchor =
        new("YARD1009", "YAML anchors, aliases and merge keys are not accepted", "Write the value out where it is needed.");

    public static readonly DiagnosticCode Tag =
        new("YARD1010", "YAML tags are not accepted", "Remove the tag; the key decides the type.");

    public static readonly DiagnosticCode DuplicateKey =
        new("YARD1011", "A key stands twice", "Remove one of the two.");

    public static readonly DiagnosticCode KeyNotText =
        new("YARD1012", "A key is not text", "Write a plain name before the colon.");

    public static readonly DiagnosticCode AmbiguousValue =
        new("YARD1013", "Versions of YAML disagree about a value", "Write it as JSON would, or quote it.");

    public static readonly DiagnosticCode LinkOut =
        new("YARD1014", "A symbolic link leads out of its folder", "Copy what it leads to into the folder.");

    public static readonly DiagnosticCode NotARepository =
        new("YARD1015", "The folder is not a Modelyard repository", "Run in the repository, or name it with --root.");

    public static readonly DiagnosticCode UnknownKey =
        new("YARD1021", "A key is unknown", "Use one of the accepted keys.");

    public static readonly DiagnosticCode MissingKey =
        new("YARD1022", "A required key is missing", "Add it.");

    public static readonly DiagnosticCode WrongType =
        new("YARD1023", "A value has the wrong type", "Write a value of the expected type.");

    public static readonly DiagnosticCode NotAChoice =
        new("YARD1024", "A value is not one of the accepted ones", "Use one of those named.");

    public static readonly DiagnosticCode OutOfRange =
        new("YARD1025", "A number is out of range", "Use a number within the range.");

    public static readonly DiagnosticCode NameDiffersFromFolder =
        new("YARD1031", "A name differs from its folder's", "Rename one of the two.");

    public static readonly DiagnosticCode MalformedName =
        new("YARD1032", "A text does not have the form that is needed", "Use the form that is named.");

    public static readonly DiagnosticCode FieldShape =
        new("YARD1033", "A field's type and its other keys do not fit", "Images have width, height and channels; maps say of what.");

    public static readonly DiagnosticCode UnknownComponent =
        new("YARD1041", "A step uses an unknown component", "Use one of `yard components`, or add it in pipelines/Components/.");

    public static readonly DiagnosticCode UnknownPort =
        new("YARD1042", "A step gives an input that its component does not have", "Use one of the component's inputs.");

    public static readonly DiagnosticCode UnknownStep =
        new("YARD1043", "An input names an unknown step", "Use a step of the same candidate.");

    public static readonly DiagnosticCode UnknownOutput =
        new("YARD1044", "An input names an unknown output", "Use one of the outputs of that step's component.");

    public static readonly DiagnosticCode PortMismatch =
        new("YARD1045", "An output does not fit an input", "Connect an output of the type that the input takes.");

    public static readonly DiagnosticCode InputMissing =
        new("YARD1046", "A step lacks an input", "Give the input one of the outputs that fit.");

    public static readonly DiagnosticCode Cycle =
        new("YARD1047", "Steps wait for each other", "Remove one of the inputs that close the circle.");

    public static readonly DiagnosticCode NotSplit =
        new("YARD1048", "A step would be fitted on rows that were never split", "Put a split between the source and the step.");

    public static readonly DiagnosticCode SplitsDiffer =
        new("YARD1049", "Inputs of a step come from different splits", "Take all inputs from steps behind one split.");

    public static readonly DiagnosticCode UnknownParameter =
        new("YARD1051", "A step sets an unknown parameter", "Use one of the component's parameters.");

    public static readonly DiagnosticCode ParameterMissing =
        new("YARD1052", "A step lacks a required parameter", "Set it in `with`.");

    public static readonly DiagnosticCode ParameterValue =
        new("YARD1053", "A parameter's value is not accepted", "Use a value of the type, range and choices that are named.");

    public static readonly DiagnosticCode ColumnMissing =
        new("YARD1054", "A column is not there", "Name a column that the rows have at this step.");

    public static readonly DiagnosticCode ColumnType =
        new("YARD1055", "A column has the wrong type", "Name a column of the type that is needed.");

    public static readonly DiagnosticCode ParameterFile =
        new("YARD1056", "A parameter names a file that cannot be read", "Name a file of the model's folder, or an absolute path of the host.");

    public static readonly DiagnosticCode Search =
        new("YARD1057", "A search cannot be done as it stands", "Search over parameters of an estimator of classes, each with a list of values.");

    public static readonly DiagnosticCode Requirement =
        new("YARD1058", "A line of requirements.txt is not one version of one package", "Write `name==version`, one a line, what they need included.");

    public static readonly DiagnosticCode RequirementsUnused =
        new("YARD1059", "A model's requirements.txt is used by nothing", "Remove the file, or use a component of the model's own.");

    public static readonly DiagnosticCode AptLine =
        new("YARD1060", "A line of apt.txt is not one package of Debian", "Write `name` or `name=version`, one a line; `apt-cache policy NAME` shows the versions.");

    public static readonly DiagnosticCode ServingRuntime =
        new("YARD1061", "A candidate cannot be served by this runtime", "Name a runtime that serves.");

    public static readonly DiagnosticCode EstimatorUnclear =
        new("YARD1062", "It is unclear which estimator is served", "End the pipeline in one estimator, or name it in `serving.from`.");

    public static readonly DiagnosticCode ChainStep =
        new("YARD1063", "A step cannot be part of what is served", "Use another component there, or another serving runtime.");

    public static readonly DiagnosticCode InstanceColumn =
        new(
            "YARD1064",
            "The signature's instance does not match the rows that are trained on",
            "Give the instance the columns of the source, with the same types.");

    public static readonly DiagnosticCode InstanceLacks =
        new("YARD1065", "A served step reads a column that no instance has", "Add the field to the instance, or read another column.");

    public static readonly DiagnosticCode PredictionField =
        new("YARD1066", "The signature's prediction does not match what the estimator gives", "Name only fields that the estimator gives.");

    public static readonly DiagnosticCode OneOf =
        new("YARD1067", "Fields that an instance chooses from are no choice", "Name two or more optional fields of the instance in `one-of`.");

    public static readonly DiagnosticCode AskedField =
        new("YARD1068", "A field does not reach the estimator that is served", "Name what the estimator's component takes in `queries` and `options`.");

    public static readonly DiagnosticCode GateBounds =
        new("YARD1071", "A gate's bounds make no sense", "Give at-least, at-most or both, the first no greater than the second.");

    public static readonly DiagnosticCode GateMetric =
        new("YARD1072", "A gate names a metric that no step writes", "Use one of the metrics that are named.");

    public static readonly DiagnosticCode SamplesFile =
        new("YARD1073", "The samples cannot be read", "Keep {\"instances\": […]} as JSON in the model's folder.");

    public static readonly DiagnosticCode SampleField =
        new("YARD1074", "A sample does not match the signature", "Correct the sample or the signature.");

    public static readonly DiagnosticCode UnknownEnvironment =
        new("YARD1081", "A release is for an unknown environment", "Name the file after one in pipelines/environments.yaml.");

    public static readonly DiagnosticCode ReleaseWeights =
        new("YARD1082", "The weights of a release do not add up to 100", "Correct the weights.");

    public static readonly DiagnosticCode ArmTarget =
        new("YARD1083", "An arm does not name exactly one of candidate and version", "Keep one of the two.");

    public static readonly DiagnosticCode UnknownCandidate =
        new("YARD1084", "An arm names an unknown candidate", "Use a candidate of the model.");

    public static readonly DiagnosticCode NotPinned =
        new("YARD1085", "A protected environment needs pinned versions", "Write vN@sha256:… as `yard versions` shows it.");

    public static readonly DiagnosticCode LedgerOrder =
        new("YARD1086", "The numbers of versions.yaml are not one after the other", "Automation writes this file on merge; take over the other branch's lines whole and let it number again.");

    public static readonly DiagnosticCode LedgerTwice =
        new("YARD1087", "A version has two numbers", "Remove the later one, if nothing is released by it; automation gives a version one number.");

    public static readonly DiagnosticCode PinDiffers =
        new("YARD1088", "A release pins another version than versions.yaml has under that number", "Copy number and identity together from versions.yaml.");

    public static readonly DiagnosticCode ComponentPorts =
        new("YARD1091", "A component's ports do not fit its kind", "Give it the ports that its kind needs.");

    public static readonly DiagnosticCode PortDetail =
        new("YARD1092", "A port says something that it cannot", "Remove or correct the key.");

    public static readonly DiagnosticCode ParameterSpec =
        new("YARD1093", "A parameter contradicts itself", "Make type, default, range and choices agree.");

    public static readonly DiagnosticCode SourceOnly =
        new("YARD1094", "Only sources read the host", "Remove the key, or make the component a source.");

    public static readonly DiagnosticCode CommandLine =
        new("YARD1095", "A command line is not usable", "Close every quote and name a program.");

    public static readonly DiagnosticCode ServesModule =
        new("YARD1096", "What a component says about serving does not hold", "Name a module in the component's folder.");

    public static readonly DiagnosticCode UnknownRuntime =
        new("YARD1097", "A runtime is unknown", "Use one in pipelines/Runtimes/.");

    public static readonly DiagnosticCode RuntimeDetail =
        new("YARD1098", "A runtime contradicts itself", "Correct the key that is named.");

    public static readonly DiagnosticCode EnvironmentDetail =
        new("YARD1099", "An environment contradicts itself", "Correct the key that is named.");

    public static readonly DiagnosticCode CSharpComponent =
        new("YARD1100", "A component in C# cannot be built", "Give it one project that imports its runtime's Step.props, or plain .cs files.");

    public static readonly DiagnosticCode ImageBase =
        new("YARD1101", "What images stand on contradicts itself", "Correct the key that is named.");

    public static readonly DiagnosticCode CalledModel =
        new("YARD1110", "A step calls a model that it cannot", "Name a model of this repository whose predictions are scores or a value.");

    public static readonly DiagnosticCode CallCycle =
        new("YARD1111", "Models call each other in a circle", "Remove one of the calls.");

    public static readonly DiagnosticCode AptUnused =
        new("YARD1112", "A model's apt.txt is used by nothing", "Remove the file, or use a component of the model's own.");

    public static readonly DiagnosticCode Replicas =
        new("YARD1113", "The numbers of replicas contradict each other", "Give a max that is at least min, or leave max out.");

    public static readonly DiagnosticCode UnknownOwner =
        new("YARD1114", "A model's owner is no tenant", "Use one of the tenants that are named, or list the team under `tenants` in pipelines/environments.yaml.");
}
