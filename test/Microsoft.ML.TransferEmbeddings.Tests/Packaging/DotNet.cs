using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>Runs the <c>dotnet</c> command as a user does: outside this process and its environment.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly string[] TemporaryFolderVariables = ["TMPDIR", "TMP", "TEMP"];
    private static readonly string[] TestRunVariables = ["MSBUILD", "TESTINGPLATFORM", "DOTNET_STARTUP_HOOKS", "CORECLR_", "DOTNET_ROOT"];

    /// <returns>What the command wrote to its output and to its error stream.</returns>
    /// <exception cref="InvalidOperationException">It failed or took too long; the message holds its output.</exception>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsOfTheTestRun).ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // Every build leaves two empty folders behind.
        using var temporary = new TemporaryFolder();
        foreach (string name in TemporaryFolderVariables)
            start.Environment[name] = temporary.Root;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Timeout);
        bool inTime = true;
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            inTime = false;
            process.Kill(entireProcessTree: true);
        }

        string text = await output + await errors;
        if (!inTime)
            throw new InvalidOperationException($"'dotnet {string.Join(' ', arguments)}' took more than {Timeout} in '{folder}':\n{text}");
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'dotnet {string.Join(' ', arguments)}' ended with {process.ExitCode} in '{folder}':\n{text}");
        return text;
    }

    private static bool IsOfTheTestRun(string variable) =>
        TestRunVariables.Any(prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
