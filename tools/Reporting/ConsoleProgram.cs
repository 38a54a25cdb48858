using System.CommandLine;
using System.Globalization;

namespace Reporting;

/// <summary>
/// Runs a command line, whose numbers are the same in every culture. What goes wrong for a reason outside the program is one line on standard error; anything else is a bug and shows where.
/// </summary>
public static class ConsoleProgram
{
    private const int Failed = 1, Interrupted = 130;

    /// <summary>How long a command may take to stop after Ctrl+C.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand command, string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopTime };
            return await command.Parse(arguments).InvokeAsync(settings);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted.");
            return Interrupted;
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException or HttpRequestException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }
}
