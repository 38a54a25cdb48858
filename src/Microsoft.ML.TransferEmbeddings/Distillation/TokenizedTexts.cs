using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>The tokens of many texts, one text after the other; the unknown token is left out.</summary>
internal sealed class TokenizedTexts
{
    private readonly int[] ids;
    private readonly int[] starts;

    public TokenizedTexts(IReadOnlyList<string> texts, ITextTokenizer tokenizer)
    {
        const int charactersOfToken = 4;
        var written = new List<int>(texts.Sum(text => text.Length) / charactersOfToken);
        starts = new int[texts.Count + 1];
        var buffer = new ArrayBufferWriter<int>();
        for (int i = 0; i < texts.Count; i++)
        {
            buffer.ResetWrittenCount();
            tokenizer.Encode(texts[i], buffer, Text.StaticText.StaticTextDefinition.DefaultMaxTokens, addSpecialTokens: false);
            foreach (int id in buffer.WrittenSpan)
            {
                if (id != tokenizer.UnknownTokenId)
                    written.Add(id);
            }
            starts[i + 1] = written.Count;
        }
        ids = [.. written];
    }

    public int Count => starts.Length - 1;

    public ReadOnlySpan<int> this[int text] => ids.AsSpan(starts[text]..starts[text + 1]);
}
