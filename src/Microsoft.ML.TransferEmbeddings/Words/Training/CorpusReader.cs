using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>Reads a corpus from where users have it.</summary>
internal static class CorpusReader
{
    /// <exception cref="ArgumentException">A sentence or a token is null.</exception>
    public static TokenCorpus Read(IEnumerable<IEnumerable<string>> sentences, Action throwIfCancelled)
    {
        var corpus = new TokenCorpus();
        long number = 0;
        foreach (var sentence in sentences)
        {
            throwIfCancelled();
            number++;
            foreach (string token in sentence ?? throw new ArgumentException($"Sentence {number:N0} is null.", nameof(sentences)))
                corpus.Add(token ?? throw new ArgumentException($"Sentence {number:N0} has a token that is null.", nameof(sentences)));
            corpus.EndSentence();
        }
        corpus.Complete();
        return corpus;
    }

    /// <summary>Whether a column of this type is one of texts or of lists of tokens.</summary>
    public static bool Takes(DataViewType type) => type is TextDataViewType or VectorDataViewType { ItemType: TextDataViewType };

    /// <param name="data">The rows, each a sentence.</param>
    /// <param name="column">Of a type that <see cref="Takes"/>.</param>
    /// <param name="tokenization">Of texts; tokens are taken as they are.</param>
    /// <param name="throwIfCancelled">Called before every row.</param>
    public static TokenCorpus Read(IDataView data, DataViewSchema.Column column, WordTokenization tokenization, Action throwIfCancelled)
    {
        var corpus = new TokenCorpus();
        using var cursor = data.GetRowCursor([column]);
        Action addRow = column.Type is TextDataViewType ? AddText(cursor, column, tokenization, corpus) : AddTokens(cursor, column, corpus);
        while (cursor.MoveNext())
        {
            throwIfCancelled();
            addRow();
            corpus.EndSentence();
        }
        corpus.Complete();
        return corpus;
    }

    private static Action AddText(DataViewRowCursor cursor, DataViewSchema.Column column, WordTokenization tokenization, TokenCorpus corpus)
    {
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            foreach (var (start, end) in tokenization.Split(text.Span, out var characters))
                corpus.Add(characters[start..end]);
        };
    }

    private static Action AddTokens(DataViewRowCursor cursor, DataViewSchema.Column column, TokenCorpus corpus)
    {
        var getter = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> tokens = default;
        return () =>
        {
            getter(ref tokens);
            foreach (var token in tokens.GetValues())
                corpus.Add(token.Span);
        };
    }
}
