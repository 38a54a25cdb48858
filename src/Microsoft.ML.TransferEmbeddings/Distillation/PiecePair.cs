namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>Two pieces that often stand side by side.</summary>
/// <param name="First">The id of the first.</param>
/// <param name="Second">The id of the second.</param>
/// <param name="Text">The piece that both make: of a word, or of two words with what stands between them.</param>
/// <param name="IsInWord">Whether the second continues the first's word.</param>
internal sealed record PiecePair(int First, int Second, string Text, bool IsInWord)
{
    private const string ContinuingPrefix = "##";

    /// <summary>The most frequent pairs of a corpus.</summary>
    /// <param name="corpus">The texts.</param>
    /// <param name="tokenizer">A WordPiece tokenizer.</param>
    /// <param name="count">The most that are wanted.</param>
    /// <param name="cancellation">Looked at between texts.</param>
    public static List<PiecePair> MostFrequent(IEnumerable<string> corpus, Tokenization.TokenizerPipeline tokenizer, int count, CancellationToken cancellation)
    {
        const int leastCount = 3, leastLength = 3;
        var counts = new Dictionary<(int First, int Second, bool Apart), int>();
        foreach (string text in corpus)
        {
            cancellation.ThrowIfCancellationRequested();
            var tokens = tokenizer.Encode(text, sequence: 0).Tokens;
            for (int i = 1; i < tokens.Count; i++)
            {
                var (first, second) = (tokens[i - 1], tokens[i]);
                bool isApart = second.Start == first.End + 1 && text[first.End] == ' ';
                bool isInWord = Continues(second.Id);
                // Of two words, whole ones alone: their pair is looked for in the text.
                bool isWhole = isInWord || (!Continues(first.Id) && (i + 1 == tokens.Count || !Continues(tokens[i + 1].Id)));
                if ((isApart || second.Start == first.End) && isWhole && first.Id != tokenizer.UnknownTokenId && second.Id != tokenizer.UnknownTokenId)
                    counts[(first.Id, second.Id, isApart)] = counts.GetValueOrDefault((first.Id, second.Id, isApart)) + 1;
            }
        }
        return [.. counts.Where(pair => pair.Value >= leastCount).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
            .Select(pair => Create(pair.Key.First, pair.Key.Second, pair.Key.Apart))
            .Where(pair => pair.Text.Length >= leastLength && tokenizer.IdOf(pair.Text) is null)
            .DistinctBy(pair => pair.Text).Take(count)];

        bool Continues(int id) => tokenizer.TokenOf(id)!.StartsWith(ContinuingPrefix, StringComparison.Ordinal);

        PiecePair Create(int first, int second, bool isApart)
        {
            string start = tokenizer.TokenOf(first)!, end = tokenizer.TokenOf(second)!;
            return Continues(second)
                ? new PiecePair(first, second, start + end[ContinuingPrefix.Length..], IsInWord: true)
                : new PiecePair(first, second, isApart ? $"{start} {end}" : start + end, IsInWord: false);
        }
    }
}
