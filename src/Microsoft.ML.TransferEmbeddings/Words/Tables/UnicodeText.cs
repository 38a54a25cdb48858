namespace Microsoft.ML.TransferEmbeddings.Words.Tables;

/// <summary>Text that UTF-8 can hold.</summary>
internal static class UnicodeText
{
    /// <summary>Whether every surrogate has its other half.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
                return false;
        }
        return true;
    }
}
