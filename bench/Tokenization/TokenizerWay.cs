using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Tokenization;

/// <summary>The ids of all texts, one text after the other, on one thread.</summary>
internal sealed class TokenizerWay(string name, IReadOnlyList<string> texts, Func<string, int> countIds) : Way(name, texts.Count)
{
    public long Ids { get; private set; }

    public override void Run()
    {
        Ids = 0;
        foreach (string text in texts)
            Ids += countIds(text);
    }
}
