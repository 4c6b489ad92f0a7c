namespace Modelyard.Clusters;

/// <summary>Somebody else as whom a user asks; roles and logs then are that one's. Source: the user impersonation of Kubernetes, by headers of each request.</summary>
/// <param name="User">A kubeconfig's <c>as</c>: <c>system:serviceaccount:serving:yard-deployer</c>.</param>
/// <param name="Uid"><c>as-uid</c></param>
/// <param name="Group">The one of <c>as-groups</c>.</param>
internal sealed record Impersonation(string User, string? Uid, string? Group)
{
    /// <summary>Adds the headers to whatever is sent.</summary>
    public DelegatingHandler Handler() => new Headers(this);

    private sealed class Headers(Impersonation whom) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("Impersonate-User", whom.User);
            if (whom.Uid is not null) request.Headers.TryAddWithoutValidation("Impersonate-Uid", whom.Uid);
            if (whom.Group is not null) request.Headers.TryAddWithoutValidation("Impersonate-Group", whom.Group);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
