using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Persistence;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>A Model2Vec model: one vector a token, a text's vector is their mean.</summary>
internal sealed class StaticTextDefinition : EncoderDefinition
{
    public const string KindName = "static-text";

    /// <summary>What Python's model2vec uses unless it is told otherwise.</summary>
    public const int DefaultMaxTokens = 512;

    private readonly int maxTokens;
    private readonly bool normalize;
    private readonly ITextTokenizer tokenizer;
    private readonly TokenTable table;
    private readonly int medianTokenLength;

    private StaticTextDefinition(ModelPart weights, ModelPart vocabulary, int maxTokens, bool normalize, string source)
        : base(KindName, new JsonObject { ["maxTokens"] = maxTokens, ["normalize"] = normalize }, [weights, vocabulary])
    {
        this.maxTokens = maxTokens;
        this.normalize = normalize;
        string weightsFile = Path.Combine(source, weights.Name), vocabularyFile = Path.Combine(source, vocabulary.Name);
        tokenizer = TokenizerJson.Load(vocabulary.Content, vocabularyFile);
        medianTokenLength = MedianTokenLength(tokenizer);
        table = TokenTable.Read(weights, weightsFile);
        if (table.Count != tokenizer.VocabularySize)
        {
            throw new InvalidDataException(
                $"The vocabulary '{vocabularyFile}' does not fit the model: it has {tokenizer.VocabularySize:N0} ids and '{weightsFile}' has {table.Count:N0} rows. Use the vocabulary that came with the model.");
        }
    }

    /// <param name="weights">model.safetensors.</param>
    /// <param name="vocabulary">tokenizer.json.</param>
    /// <param name="maxTokens">Tokens of a text that count.</param>
    /// <param name="normalize">Whether vectors are divided by their length.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    public static StaticTextDefinition Create(ModelPart weights, ModelPart vocabulary, int maxTokens, bool normalize, string source) =>
        new(weights, vocabulary, maxTokens, normalize, source);

    public static EncoderDefinition Restore(JsonObject settings, IReadOnlyList<ModelPart> parts)
    {
        if (parts is not [var weights, var vocabulary] || (int?)settings["maxTokens"] is not { } maxTokens || (bool?)settings["normalize"] is not { } normalize)
            throw new InvalidDataException("The model zip is damaged: a static text encoder has weights, a vocabulary and two settings. Copy or save the zip again.");
        return new StaticTextDefinition(weights, vocabulary, maxTokens, normalize, source: "model zip");
    }

    public override EmbeddingEncoder Open(ExecutionDevice device) =>
        new StaticTextEncoder(tokenizer, table, maxTokens, maxTokens * (long)medianTokenLength, normalize);

    /// <summary>In code points, as Python counts; of an even number the mean of the middle two, cut to a whole number.</summary>
    private static int MedianTokenLength(ITextTokenizer tokenizer)
    {
        int[] lengths = [.. tokenizer.Tokens.Select(token => token.EnumerateRunes().Count())];
        Array.Sort(lengths);
        return (lengths[(lengths.Length - 1) / 2] + lengths[lengths.Length / 2]) / 2;
    }
}
