namespace Modelyard.Images.Runtimes;

/// <summary>Held by the one process that may install; the kernel lets go of it when the process ends, however it ends.</summary>
internal static class SetupLock
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the lock.</summary>
    public static async Task<IDisposable> AcquireAsync(string file, IProgress<string> progress, TimeProvider time, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var waiting = false;
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsHeldElsewhere(error))
            {
                if (!waiting) progress.Report("another yard is setting this machine up; waiting for it");
                waiting = true;
            }

            await Task.Delay(Pace, time, cancellation);
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeldElsewhere(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
