using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>Where a verb's tables go: to the console, and into a document where the command line names one.</summary>
internal sealed class Output
{
    private readonly FileInfo? document;

    /// <param name="document">Null for none.</param>
    /// <param name="sections">The sections that the verb will write. A marker that is missing must not come to light after the long run.</param>
    public Output(FileInfo? document, params IEnumerable<string> sections)
    {
        this.document = document;
        if (document is null)
            return;
        foreach (string section in sections)
            _ = new MarkedSection(document.FullName, section);
    }

    public void Write(string section, string text)
    {
        Console.WriteLine(text);
        // Read now and not before: another section of the same file may have been written meanwhile.
        if (document is not null)
            new MarkedSection(document.FullName, section).Write(text);
    }
}
