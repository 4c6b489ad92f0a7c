using Modelyard.Diagnostics;

namespace Modelyard.Serving.TensorFlow;

/// <summary>What goes wrong where TensorFlow Serving computes the last step of a chain.</summary>
[DiagnosticCodes]
public static class TensorFlowCodes
{
    public static readonly DiagnosticCode Unreachable = new(
        "YARD6310",
        "TensorFlow Serving cannot be asked",
        "The message has its address and what gRPC says; the logs and events of its pods say why. Ask again once it answers.");

    public static readonly DiagnosticCode TooLate = new(
        "YARD6311",
        "TensorFlow Serving did not answer in time",
        "Allow more in x-yard-deadline, send fewer instances, or give its Deployment more replicas.");

    public static readonly DiagnosticCode NotServed = new(
        "YARD6312",
        "TensorFlow Serving does not serve the version that is asked for",
        "It has another model, version or signature: deploy again, so that the version and its TensorFlow Serving belong together.");

    public static readonly DiagnosticCode ModelFailed = new(
        "YARD6313",
        "TensorFlow Serving could not compute an instance",
        "The signature serving_default of the SavedModel must take the tensors that docs/architecture.md, section 5, lists; the log of TensorFlow Serving has the operator that failed.");

    public static readonly DiagnosticCode WrongAnswer = new(
        "YARD6314",
        "TensorFlow Serving answered with other tensors than the chain gives",
        "The SavedModel must give scores float32 [N, C] in the order of the classes, or values float32 [N].");

    public static readonly DiagnosticCode Busy = new(
        "YARD6315",
        "TensorFlow Serving takes no more requests",
        "Send fewer instances at once, or give its Deployment more replicas.");

    public static readonly DiagnosticCode NoProgram = new(
        "YARD6320",
        "TensorFlow Serving is not on this machine",
        "Put the program tensorflow_model_server on the PATH, or train and serve this candidate where it is; the other candidates need none.");

    public static readonly DiagnosticCode NoSavedModel = new(
        "YARD6321",
        "A state is no SavedModel",
        "An estimator whose component says `serves: { tensorflow: true }` leaves saved_model.pb, variables/ and perhaps assets/ in its state, as tf.saved_model.save writes them.");

    public static readonly DiagnosticCode NotInContainers = new(
        "YARD6322",
        "TensorFlow Serving cannot be started for a version here",
        "Make the version on a cluster (`--on kubernetes`), or as processes of a machine that has tensorflow_model_server.");

    public static readonly DiagnosticCode NoImage = new(
        "YARD6323",
        "No image of TensorFlow Serving is named",
        "Add the base tensorflow-serving with an image and its digest to pipelines/Runtimes/images.yaml, or deploy with the file of bases that has it.");

    public static readonly DiagnosticCode SharedNotServing = new(
        "YARD6324",
        "A shared TensorFlow Serving does not serve a version",
        "The message has the reason and the last lines of the Job that brings versions there. What was live still answers; the log of the Deployment tensorflow-serving says why a model does not load. Deploy again once that is set right.");

    public static readonly DiagnosticCode SharedNotCleared = new(
        "YARD6325",
        "A shared TensorFlow Serving still serves versions that nothing asks for",
        "Deploy again once the reason is set right; it costs memory and nothing else. Where the shared TensorFlow Serving is gone for good, delete the ConfigMap yard-tensorflow.");
}
