using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>
/// A thread's buffers for the text at hand, under the rule of <see cref="TokenizerScratch.MaxBytes"/>: whoever asked for the ids says when it is done
/// with them, and a long joined text is never kept.
/// </summary>
internal static class TextScratch
{
    private const int MaxJoined = TokenizerScratch.MaxBytes / sizeof(char);

    [ThreadStatic]
    private static ArrayBufferWriter<int>? ids;

    [ThreadStatic]
    private static char[]? joined;

    /// <summary>Bytes that this thread keeps now.</summary>
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

    /// <summary>The prompt and the text after it; valid until this thread asks again.</summary>
    public static ReadOnlySpan<char> Join(string prompt, ReadOnlySpan<char> text)
    {
        if (prompt.Length == 0)
            return text;
        int length = prompt.Length + text.Length;
        if (length > MaxJoined)
            return string.Concat(prompt, text);
        if (joined is null || joined.Length < length)
            joined = new char[Math.Clamp(2 * (joined?.Length ?? 512), length, MaxJoined)];
        prompt.CopyTo(joined);
        text.CopyTo(joined.AsSpan(prompt.Length));
        return joined.AsSpan(0, length);
    }

    /// <summary>Gives <see cref="Ids"/> back if a text made them large.</summary>
    public static void Release()
    {
        if (sizeof(int) * (long)(ids?.Capacity ?? 0) > TokenizerScratch.MaxBytes)
            ids = null;
    }
}
