using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Tests;

/// <summary>A program beside the tests, in a process of its own: that of test/FreshProcess, a sample or a tool.</summary>
internal sealed class FreshProcess : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private FreshProcess(string assembly, IEnumerable<KeyValuePair<string, string?>> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        // The pipes for debuggers stay in the temporary folder where a process is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public static FreshProcess Start(IEnumerable<KeyValuePair<string, string?>> environment, params string[] arguments) =>
        new("FreshProcess.dll", environment, arguments);

    /// <summary>Runs it to its end, which must be a good one.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(params string[] arguments)
    {
        using var process = Start([], arguments);
        return process.WaitForSuccess();
    }

    /// <summary>Runs a sample or a tool to its end, which must be a good one.</summary>
    /// <returns>What it printed.</returns>
    public static string RunSample(string assembly, params string[] arguments)
    {
        using var process = StartSample(assembly, arguments);
        return process.WaitForSuccess();
    }

    public static FreshProcess StartSample(string assembly, params string[] arguments) => new(assembly, [], arguments);

    public string WaitForSuccess()
    {
        int exitCode = WaitForExit();
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output.Result}\n{error.Result}");
        return output.Result.Trim();
    }

    /// <returns>What it wrote to its error stream.</returns>
    public string WaitForFailure()
    {
        Assert.NotEqual(0, WaitForExit());
        return error.Result;
    }

    /// <summary>Nothing of the process is asked whether it likes to end: kill -9.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }

    private int WaitForExit()
    {
        if (!process.WaitForExit(Timeout))
            process.Kill();
        process.WaitForExit();
        return process.ExitCode;
    }
}
