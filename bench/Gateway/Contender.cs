using System.Diagnostics;
using System.Net.Http.Json;

namespace Modelyard.Bench.Gateway;

/// <summary>A program between wrk and the two model servers.</summary>
internal sealed class Contender : IDisposable
{
    private readonly Process _process;

    public Contender(Uri address, string program, params string[] arguments)
    {
        Address = address;
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Where predictions are asked for.</summary>
    public Uri Address { get; }

    /// <summary>The process whose processor time counts; its servers are not in it.</summary>
    public int Id => _process.Id;

    /// <summary>Waits until it answers a prediction.</summary>
    public async Task ReadyAsync()
    {
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync(Address, new { instances = new[] { new { x = 1 } } });
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (attempt < 200)
            {
            }

            if (attempt >= 200 || _process.HasExited) throw new InvalidOperationException($"{_process.StartInfo.FileName} does not answer at {Address}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public void Dispose()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
        _process.WaitForExit(10_000);
        _process.Dispose();
    }
}
