using System.Collections.Immutable;
using Pulumi.Testing;

namespace Modelyard.Infra.Tests.Recording;

/// <summary>What providers would answer: the inputs, and what only they know.</summary>
internal static class Cloud
{
    public static ImmutableDictionary<string, object> StateOf(MockResourceArgs args) => args.Type switch
    {
        "pulumi:pulumi:StackReference" => args.Inputs
            .SetItem("name", args.Inputs["name"])
            .SetItem("outputs", ImmutableDictionary<string, object>.Empty
                .Add("kubeconfigs", ImmutableDictionary<string, object>.Empty.Add("shared", "kubeconfig of shared").Add("training", "kubeconfig of training").Add("serving", "kubeconfig of serving"))
                .Add("storeServer", "10.10.0.2")
                .Add("storeHandle", "modeInstance/europe-west4-a/store/store")
                .Add("driverAccount", "driver@example.iam.gserviceaccount.com"))
            .SetItem("secretOutputNames", ImmutableArray.Create("kubeconfigs")),
        "gcp:container/cluster:Cluster" => args.Inputs
            .SetItem("name", args.Name!)
            .SetItem("endpoint", "203.0.113.7")
            .SetItem("masterAuth", ImmutableDictionary<string, object>.Empty.Add("clusterCaCertificate", "authority")),
        "gcp:serviceaccount/account:Account" => args.Inputs.SetItem("email", $"{args.Inputs["accountId"]}@example.iam.gserviceaccount.com").SetItem("name", args.Name!),
        "gcp:filestore/instance:Instance" => args.Inputs.SetItem("name", args.Name!).SetItem(
            "networks", ImmutableArray.Create<object>(ImmutableDictionary<string, object>.Empty.Add("network", "n").Add("modes", ImmutableArray.Create<object>("MODE_IPV4")).Add("ipAddresses", ImmutableArray.Create<object>("10.10.0.2")))),
        { } type when type.StartsWith("gcp:", StringComparison.Ordinal) && !args.Inputs.ContainsKey("name") => args.Inputs.SetItem("name", args.Name!),
        _ => args.Inputs,
    };
}
