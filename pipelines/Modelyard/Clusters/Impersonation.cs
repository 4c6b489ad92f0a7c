namespace Modelyard.Clusters;

/// <summary>Somebody else as whom a user asks; roles and logs then are that one's. Source: the user impersonation of Kubernetes, by headers of each request.</summary>
/// <param name="User">A kubeconfig's <c>as</c>: <c>system:serviceaccount:serving:yard-deployer</c>.</param>
/// <param name="Uid"><c>as-uid</c></param>
/// <param name="Groups"><c>as-groups</c></param>
/// <param name="Extra"><c>as-user-extra</c>: name → values.</param>
internal sealed record Impersonation(string User, string? Uid, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, IReadOnlyList<string>> Extra)
{
    /// <summary>Adds the headers to whatever is sent.</summary>
    public DelegatingHandler Handler() => new Headers(this);

    private sealed class Headers(Impersonation whom) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("Impersonate-User", whom.User);
            if (whom.Uid is not null) request.Headers.TryAddWithoutValidation("Impersonate-Uid", whom.Uid);
            foreach (var group in whom.Groups) request.Headers.TryAddWithoutValidation("Impersonate-Group", group);
            foreach (var (name, values) in whom.Extra) request.Headers.TryAddWithoutValidation($"Impersonate-Extra-{Uri.EscapeDataString(name)}", values);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
