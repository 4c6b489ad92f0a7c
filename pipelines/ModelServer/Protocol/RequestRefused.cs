namespace Modelyard.ModelServer.Protocol;

/// <summary>A request that gets no prediction. Code and HTTP status are those of the first problem, the message tells all.</summary>
internal sealed class RequestRefused(IReadOnlyList<Problem> problems)
    : Exception(string.Join("; ", problems.Select(problem => problem.Message)))
{
    public RequestRefused(string code, string message)
        : this([new Problem(code, message)])
    {
    }

    public string Code => problems[0].Code;

    public int Status => problems[0].Status;
}
