namespace Microsoft.ML.TransferEmbeddings.AI.Generation;

/// <summary>A text model as a generator. A null text is an empty one, as everywhere in this library.</summary>
internal sealed class TextGenerator(EmbeddingModel<ReadOnlyMemory<char>> model, ModelGeneratorOptions options) : ModelGenerator<string, ReadOnlyMemory<char>>(model, options)
{
    /// <summary>For a guess: counting takes as long as a static model.</summary>
    private const int CharactersPerToken = 4;

    /// <summary>Fewer are not worth a second thread.</summary>
    private const int ManyTexts = 256;

    private readonly HuggingFaceTokenizer? tokenizer = options.CountTokens ? model.GetService<HuggingFaceTokenizer>() : null;

    protected override ReadOnlyMemory<char> ToInput(string? source, int index) => source.AsMemory();

    protected override long SizeOf(ReadOnlyMemory<char> input) => 1 + (input.Length / CharactersPerToken);

    protected override long? CountTokens(string?[] sources) =>
        tokenizer is null ? null
        : sources.Length < ManyTexts ? sources.Sum(text => (long)tokenizer.CountTokens(text ?? ""))
        : sources.AsParallel().Sum(text => (long)tokenizer.CountTokens(text ?? ""));
}
