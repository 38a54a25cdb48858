using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>A thread's buffers for the text at hand.</summary>
internal static class TextScratch
{
    [ThreadStatic]
    private static ArrayBufferWriter<int>? ids;

    [ThreadStatic]
    private static char[]? joined;

    /// <summary>Empty; valid until this thread asks again.</summary>
    public static ArrayBufferWriter<int> Ids
    {
        get
        {
            var writer = ids ??= new ArrayBufferWriter<int>(512);
            writer.ResetWrittenCount();
            return writer;
        }
    }

    /// <summary>The text behind the prompt; valid until this thread asks again.</summary>
    public static ReadOnlySpan<char> Join(string prompt, ReadOnlySpan<char> text)
    {
        if (prompt.Length == 0)
            return text;
        int length = prompt.Length + text.Length;
        if (joined is null || joined.Length < length)
            joined = new char[Math.Max(length, 1024)];
        prompt.CopyTo(joined);
        text.CopyTo(joined.AsSpan(prompt.Length));
        return joined.AsSpan(0, length);
    }
}
