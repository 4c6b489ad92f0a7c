using Modelyard.Clusters.Access;

namespace Modelyard.Tests.Clusters;

public sealed class AccessTests
{
    [Fact]
    public void A_step_has_an_account_without_token_and_role() =>
        Assert.Equal(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              labels:
                app.kubernetes.io/managed-by: yard
                app.kubernetes.io/part-of: modelyard
              name: yard-step
              namespace: training
            automountServiceAccountToken: false

            """,
            AccessYaml.Render("training", ClusterAccount.Step));

    [Fact]
    public void The_driver_has_an_account_a_role_and_a_binding_of_one_name()
    {
        var rendered = AccessYaml.Render("training", ClusterAccount.Driver);

        Assert.Equal(["ServiceAccount", "Role", "RoleBinding"], rendered.Split("---\n").Select(document => document.Split('\n').Single(line => line.StartsWith("kind: ", StringComparison.Ordinal))["kind: ".Length..]));
        Assert.Contains("""
            - apiGroups:
              - batch
              resources:
              - jobs
              verbs:
              - create
              - get
              - list
              - watch
              - patch
              - delete
            """, rendered, StringComparison.Ordinal);
    }

    [Fact]
    public void No_account_may_read_secrets_or_give_rights()
    {
        var all = new[] { ClusterAccount.Driver, ClusterAccount.Submitter, ClusterAccount.Step, ClusterAccount.Deployer }.SelectMany(account => account.Rules).ToList();

        Assert.DoesNotContain(all, rule => rule.Resource.StartsWith("secrets", StringComparison.Ordinal) || rule.Resource.EndsWith("rbac.authorization.k8s.io", StringComparison.Ordinal));
        Assert.DoesNotContain(all, rule => rule.Verbs.Contains("*") || rule.Resource.Contains('*', StringComparison.Ordinal));
    }
}
