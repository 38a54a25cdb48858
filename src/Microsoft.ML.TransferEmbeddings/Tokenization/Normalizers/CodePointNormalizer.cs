using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>A normalizer that looks at one code point at a time. A lone surrogate, which Python can't pass on, counts as U+FFFD.</summary>
internal abstract class CodePointNormalizer : INormalizer
{
    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        var text = input.Chars;
        int kept = 0;
        bool isChanged = false;
        for (int i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out var rune, out int length);
            if (IsChanged(rune.Value))
            {
                isChanged = true;
                output.AppendCopy(input, kept, i);
                output.Append(Map(rune.Value), input, i, i + length);
                kept = i + length;
            }
            i += length;
        }
        if (isChanged)
            output.AppendCopy(input, kept, text.Length);
        return isChanged;
    }

    protected abstract bool IsChanged(int codePoint);

    /// <summary>The replacement of a changed code point; empty if it is removed.</summary>
    protected abstract ReadOnlySpan<char> Map(int codePoint);
}
