using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Modelyard.StepRunner.Native;

/// <summary>What a call of libc left in errno, in words.</summary>
internal static class NativeError
{
    /// <summary>The last call's error, said of <paramref name="what"/>.</summary>
    public static Win32Exception Last(string what) => Of(Marshal.GetLastPInvokeError(), what);

    /// <summary>This error, said of <paramref name="what"/>.</summary>
    public static Win32Exception Of(int error, string what) =>
        new(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})");
}
