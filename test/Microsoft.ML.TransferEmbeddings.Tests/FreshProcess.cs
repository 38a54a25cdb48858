using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Tests;

/// <summary>A program beside the tests, run in a process of its own.</summary>
internal static class FreshProcess
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    /// <returns>What it wrote to its output.</returns>
    public static string Run(string assembly, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Timeout))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"'{assembly}' ended with {process.ExitCode}\n{output.Result}\n{error.Result}");
        return output.Result;
    }
}
