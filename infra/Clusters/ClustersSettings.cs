using Modelyard.Infra.Components.Settings;
using Pulumi;

namespace Modelyard.Infra.Clusters;

/// <summary>The configuration of a stack of clusters.</summary>
/// <param name="Existing">Cluster → its kubeconfig, a secret, where clusters are there already; else <see langword="null"/>.</param>
/// <param name="Google">What is made on Google's cloud; else <see langword="null"/>.</param>
public sealed record ClustersSettings(IReadOnlyDictionary<string, Output<string>>? Existing, GoogleSettings? Google)
{
    /// <summary>The project's name, with which keys begin.</summary>
    public const string Project = "modelyard-clusters";

    /// <summary>What clusters are called: one for both, or one each.</summary>
    public const string Shared = "shared", Training = "training", Serving = "serving";

    /// <summary>Reads it.</summary>
    /// <exception cref="RunException">All that is wrong with it.</exception>
    public static ClustersSettings Read(StackConfiguration configuration)
    {
        var problems = new SettingsProblems($"infra/Clusters/Pulumi.{configuration.Stack}.yaml");
        var section = SettingsSection.Of(configuration, Project, problems);
        var settings = section.Choice("source", null, "gke", "existing") == "existing"
            ? new ClustersSettings(ReadExisting(section), null)
            : new ClustersSettings(null, GoogleSettings.Read(section));
        section.RefuseOthers();
        problems.ThrowIfAny();
        return settings;
    }

    // One kubeconfig is one cluster for everything; two are named by what runs there.
    private static Dictionary<string, Output<string>> ReadExisting(SettingsSection section)
    {
        var names = section.Has("trainingKubeconfig") || section.Has("servingKubeconfig") ? new[] { Training, Serving } : [Shared];
        var found = names.ToDictionary(name => name, name => section.Secret(name == Shared ? "kubeconfig" : $"{name}Kubeconfig", isRequired: true));
        return found.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
    }
}
