using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>Strip</c>: removes white space at the ends of the text.</summary>
internal sealed class Strip(bool left, bool right) : INormalizer
{
    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        var text = input.Chars;
        int start = 0, end = text.Length;
        while (left && start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (right && end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        if (end - start == text.Length)
            return false;
        output.AppendCopy(input, start, end);
        return true;
    }
}
