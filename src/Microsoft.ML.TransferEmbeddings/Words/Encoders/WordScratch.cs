namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>A thread's buffers for the text at hand.</summary>
internal static class WordScratch
{
    [ThreadStatic]
    private static List<(int Start, int End)>? words;

    [ThreadStatic]
    private static char[]? lower;

    [ThreadStatic]
    private static float[]? vector;

    /// <summary>Empty; valid until this thread asks again.</summary>
    public static List<(int Start, int End)> Words
    {
        get
        {
            var list = words ??= [];
            list.Clear();
            return list;
        }
    }

    /// <summary>The text in lower case, as long as it was; valid until this thread asks again.</summary>
    public static ReadOnlySpan<char> Lower(ReadOnlySpan<char> text)
    {
        if (lower is null || lower.Length < text.Length)
            lower = new char[Math.Max(text.Length, 1024)];
        return lower.AsSpan(0, text.ToLowerInvariant(lower));
    }

    /// <summary>Room for a word's vector; valid until this thread asks again.</summary>
    public static Span<float> Vector(int dimension)
    {
        if (vector is null || vector.Length < dimension)
            vector = new float[dimension];
        return vector.AsSpan(0, dimension);
    }
}
