namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// The NFC, NFD, NFKC and NFKD normalizers, of the Unicode version that the original has. .NET's own are of a newer one, and do nothing at all in the
/// invariant mode.
/// </summary>
internal static class UnicodeNormalization
{
    /// <summary>For each form the first code point that it may change: a text of smaller ones alone is normalized.</summary>
    private static readonly char[] Unaffected = Array.ConvertAll(
        Enum.GetValues<UnicodeForm>(), form => (char)Enumerable.Range(0, 0xD800).TakeWhile(c => !MayChange(form, c)).Count());

    /// <summary>Replaces <paramref name="output"/> by the normalized <paramref name="input"/>.</summary>
    /// <remarks>
    /// Origins are the original's: of a character that becomes several the first has its place and the others count as inserted after it; of several
    /// that become one, that one has the place of the first. Marks that are put in order take the places in this order.
    /// </remarks>
    public static void Normalize(UnicodeForm form, NormalizedText input, NormalizationBuffer buffer, NormalizedText output)
    {
        output.Clear(input);
        if (IsNormalized(form, input.Chars))
        {
            output.AppendCopy(input, 0, input.Length);
            return;
        }
        buffer.Decompose(input.Chars, isCompatible: form is UnicodeForm.KC or UnicodeForm.KD);
        if (form is UnicodeForm.C or UnicodeForm.KC)
            buffer.Compose();
        var places = new PlaceWriter(input, output);
        for (int i = 0; i < buffer.Count; i++)
        {
            var (codePoint, change) = buffer[i];
            places.Append(codePoint, change);
        }
    }

    /// <summary>True only if the text is normalized; false is also possible for a normalized one.</summary>
    private static bool IsNormalized(UnicodeForm form, ReadOnlySpan<char> text)
    {
        int index = text.IndexOfAnyExceptInRange('\0', (char)(Unaffected[(int)form] - 1));
        if (index < 0)
            return true;
        while (index < text.Length)
        {
            var (codePoint, length) = CodePoints.Decode(text, index);
            if (MayChange(form, codePoint))
                return false;
            index += length;
        }
        return true;
    }

    private static bool MayChange(UnicodeForm form, int codePoint) => NormalizationTables.MayChange[(int)form].Contains(codePoint);
}
