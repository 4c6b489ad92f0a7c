using Modelyard.Running.Contract;
using Modelyard.Running.Graph;

namespace Modelyard.Running.Execution;

/// <summary>Starts what a step that calls a model asks.</summary>
public interface ICalledModels
{
    /// <summary>The variable that tells such a step where its model is: <c>http://127.0.0.1:41000/v1/models/item-photo</c>.</summary>
    const string Variable = "YARD_MODEL";

    /// <summary>A server of this very version, ready to answer; it stops when it is disposed.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">The version is gone, or its server does not start.</exception>
    Task<ICalledModel> StartAsync(CalledVersion version, CancellationToken cancellation);
}

/// <summary>A called model that answers.</summary>
public interface ICalledModel : IAsyncDisposable
{
    /// <summary>Where it answers, with a slash at the end.</summary>
    Uri Address { get; }

    /// <summary>The job, told where the model is. The address is in no key: which version answers there is.</summary>
    StepJob ToldTo(StepJob job, CalledVersion version) => job with
    {
        Environment = new SortedDictionary<string, string>(job.Environment.ToDictionary(), StringComparer.Ordinal)
        {
            [ICalledModels.Variable] = new Uri(Address, $"v1/models/{version.Model}").ToString(),
        },
    };
}
