using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>The token ids of a corpus, made before the clock starts, for the ways that start from ids.</summary>
internal sealed class TokenizedCorpus : IDisposable
{
    private readonly TokenizedWindow window;

    public TokenizedCorpus(string modelFolder, TextCorpus corpus)
    {
        string file = Path.Combine(modelFolder, "tokenizer.json");
        var tokenizer = TokenizerJson.Load(File.ReadAllBytes(file), file);
        int maxTokens = (int)JsonNode.Parse(File.ReadAllBytes(Path.Combine(modelFolder, "sentence_bert_config.json")))!["max_seq_length"]!;
        var settings = new OnnxTextSettings(maxTokens, TextPooling.Mean, new VectorSettings([], Dimensions: null, Normalize: true));
        window = TokenizedWindow.Tokenize(
            new TextSequences(tokenizer, settings, modelFolder), corpus.Texts.Select(text => text.AsMemory()).ToArray(), EmbeddingExecutionOptions.Default, CancellationToken.None);
        PaddingTokenId = tokenizer.PaddingTokenId;
    }

    public int Count => window.Count;

    public int PaddingTokenId { get; }

    public ReadOnlySpan<int> this[int row] => window[row];

    public double MeanTokens => Enumerable.Range(0, Count).Average(row => this[row].Length);

    /// <summary>Batches of all texts at once, by length, so that padding costs the least.</summary>
    public IReadOnlyList<ArraySegment<int>> PlanBatches() =>
    [
        .. BatchPlan.Create(window.Lengths, EmbeddingExecutionOptions.Default.MaxBatchTokens, EmbeddingExecutionOptions.Default.MaxDegreeOfParallelism, Batching.Padded)
            .Select(batch => new ArraySegment<int>([.. batch.Places.Select(place => place.Sequence)])),
    ];

    public void Dispose() => window.Dispose();
}
