using System.Collections;
using System.Security.Cryptography;
using System.Text.Json;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>Asks interpreters what they have, at about a tenth of a second each, or the cache when nothing changed since.</summary>
internal sealed class RuntimeProbe(ICommands commands, ProbeCache cache, TimeProvider time)
{
    // What would let the loader or a BLAS answer otherwise than it does in a step, whose environment is made anew.
    private static readonly string[] Meddling = ["LD_", "DYLD_", "PYTHON", "OPENBLAS_", "GOTO_", "OMP_", "MKL_", "BLIS_"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The first candidate that has the packages of all these runtimes.</summary>
    /// <param name="runtimes">Merged, in Python.</param>
    /// <param name="candidates">Paths, best first.</param>
    public async Task<InterpreterSearch> FindAsync(IReadOnlyList<RuntimeSpec> runtimes, IReadOnlyList<string> candidates, CancellationToken cancellation)
    {
        var request = ProbeCache.Request(runtimes, candidates);
        if (cache.Find(request) is { } known) return known;
        var started = time.GetUtcNow();
        var search = await SearchAsync(runtimes, candidates, cancellation);
        cache.Keep(request, search, started);
        return search;
    }

    /// <summary>The one argument of the <see cref="ProbeScript"/>.</summary>
    public static string Question(RuntimeSpec runtime) => JsonSerializer.Serialize(new
    {
        packages = runtime.Packages.Select(package => new[] { package.Pip, package.Import }),
        blas = runtime.Libraries.Any(library => library.Name == RuntimeProvisioner.OpenBlas),
    });

    private async Task<InterpreterSearch> SearchAsync(IReadOnlyList<RuntimeSpec> runtimes, IReadOnlyList<string> candidates, CancellationToken cancellation)
    {
        var refused = new List<RefusedInterpreter>();
        foreach (var candidate in candidates)
        {
            var answers = await Task.WhenAll(runtimes.Select(runtime => AskAsync(candidate, runtime, cancellation)));
            if (answers.FirstOrDefault(answer => answer.Report is null) is { Problem: { } problem })
            {
                refused.Add(new RefusedInterpreter(candidate, [], problem, [candidate]));
                continue;
            }

            var reports = runtimes.Zip(answers, (runtime, answer) => (runtime, report: answer.Report!)).ToList();
            var missing = reports.SelectMany(pair => pair.report.Missing(pair.runtime)).Distinct().ToList();
            if (missing.Count > 0)
            {
                refused.Add(new RefusedInterpreter(candidate, missing, null, [candidate, .. reports.SelectMany(pair => pair.report.Watched).Distinct()]));
                continue;
            }

            var files = reports.SelectMany(pair => pair.report.Blas?.Files ?? []).Distinct().ToDictionary(file => file, DigestOf);
            return new InterpreterSearch(new FoundInterpreter(candidate, reports.ToDictionary(pair => pair.runtime.Name, pair => pair.report), files), refused);
        }

        return new InterpreterSearch(null, refused);
    }

    private async Task<(ProbeReport? Report, string? Problem)> AskAsync(string interpreter, RuntimeSpec runtime, CancellationToken cancellation)
    {
        // -I: neither PYTHON… variables nor the user's own site folder, which no step sees either.
        var command = new Command(interpreter, "-I", "-B", "-c", ProbeScript.Source, Question(runtime)) { Environment = EnvironmentOf(runtime) };
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var result = await commands.RunAsync(command, onLine: null, either.Token);
            return result.Succeeded
                ? (JsonSerializer.Deserialize(result.Output, ProbeJson.Default.ProbeReport), null)
                : (null, $"exit code {result.ExitCode}: {result.LastLine}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (JsonException error)
        {
            return (null, $"an answer that is not what was asked for: {error.Message}");
        }
    }

    private static Dictionary<string, string?> EnvironmentOf(RuntimeSpec runtime)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => (string)variable.Key)
            .Where(name => Meddling.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in runtime.Environment) environment[name] = value;
        return environment;
    }

    private static Digest DigestOf(string file)
    {
        using var stream = File.OpenRead(file);
        return new Digest(Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
