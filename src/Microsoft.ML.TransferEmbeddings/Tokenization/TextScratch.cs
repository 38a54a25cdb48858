using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>A thread's buffers for the text at hand. What a large text made large is not kept: who asked for a buffer says when it is done.</summary>
internal static class TextScratch
{
    /// <summary>The most that a thread keeps of a buffer.</summary>
    public const int MostBytes = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<int>? ids;

    [ThreadStatic]
    private static char[]? joined;

    /// <summary>What this thread keeps now.</summary>
    public static long KeptBytes => sizeof(int) * (long)(ids?.Capacity ?? 0) + sizeof(char) * (long)(joined?.Length ?? 0);

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
            joined = new char[Math.Max(length, 2 * (joined?.Length ?? 512))];
        prompt.CopyTo(joined);
        text.CopyTo(joined.AsSpan(prompt.Length));
        return joined.AsSpan(0, length);
    }

    /// <summary>Says that the buffers are done with.</summary>
    public static void Release()
    {
        if (sizeof(int) * (long)(ids?.Capacity ?? 0) > MostBytes)
            ids = null;
        if (sizeof(char) * (long)(joined?.Length ?? 0) > MostBytes)
            joined = null;
    }
}
