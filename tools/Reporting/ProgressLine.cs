namespace Reporting;

/// <summary>Says on standard error how far the program is, so that standard output has the results alone.</summary>
public sealed class ProgressLine : IDisposable
{
    private int length;

    public void Report(string text)
    {
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(text);
            return;
        }
        Console.Error.Write('\r' + text.PadRight(length));
        length = text.Length;
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write('\r' + new string(' ', length) + '\r');
    }
}
