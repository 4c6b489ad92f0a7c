namespace Modelyard.Infra.Components.Google;

/// <summary>A kubeconfig without credentials: Google's plugin asks for a token of whoever uses it.</summary>
public static class GkeKubeconfig
{
    /// <summary>As YAML.</summary>
    /// <param name="context">What cluster, user and context are called.</param>
    /// <param name="endpoint">The control plane's address.</param>
    /// <param name="authority">Its certificate authority, base64.</param>
    public static string Of(string context, string endpoint, string authority) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: {context}
        clusters:
        - name: {context}
          cluster:
            server: https://{endpoint}
            certificate-authority-data: {authority}
        users:
        - name: {context}
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: gke-gcloud-auth-plugin
              provideClusterInfo: true
              interactiveMode: Never
        contexts:
        - name: {context}
          context:
            cluster: {context}
            user: {context}

        """;
}
