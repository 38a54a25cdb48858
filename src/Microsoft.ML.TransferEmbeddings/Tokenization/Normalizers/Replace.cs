using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>Replace</c>: replaces every match by a literal text.</summary>
internal sealed class Replace(TextPattern pattern, string content) : INormalizer
{
    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        var scratch = TokenizerScratch.Current;
        var matches = scratch.Matches;
        matches.Clear();
        pattern.FindMatches(input.Chars, scratch.Regex, matches);
        if (matches.Count == 0)
            return false;
        int kept = 0;
        foreach (var (start, end) in matches)
        {
            output.AppendCopy(input, kept, start);
            output.AppendInserted(content, input, end);
            kept = end;
        }
        output.AppendCopy(input, kept, input.Length);
        return true;
    }
}
