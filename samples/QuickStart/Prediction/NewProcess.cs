using System.Diagnostics;

namespace QuickStart.Prediction;

/// <summary>This program once more, as a process of its own.</summary>
internal static class NewProcess
{
    /// <returns>The exit code.</returns>
    public static int Run(IEnumerable<string> arguments)
    {
        string executable = Environment.ProcessPath ?? throw new NotSupportedException("The path of this program is unknown.");
        // Started as "dotnet QuickStart.dll", the process is dotnet and needs to be told the assembly.
        bool isHost = Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        IEnumerable<string> all = isHost ? [typeof(NewProcess).Assembly.Location, .. arguments] : arguments;
        using var process = Process.Start(new ProcessStartInfo(executable, all))!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
