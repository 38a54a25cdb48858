using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>An output of a text encoder's graph, as the file or ONNX Runtime declares it, and which of several is the one to use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFloat">Whether it is a tensor of Float or Float16.</param>
/// <param name="Shape">The sizes of its axes, negative for open ones; null where nothing is said.</param>
internal sealed record OnnxTextOutput(string Name, bool IsFloat, IReadOnlyList<long>? Shape)
{
    /// <summary>The pooler that BERT was trained with for another task: of its own accord nobody means it.</summary>
    private const string Pooler = "pooler_output";

    private static readonly string[] TokenVectorNames = ["last_hidden_state", "token_embeddings"];

    private static readonly string[] TextVectorNames = ["sentence_embedding", "sentence_embeddings", "text_embeds", "text_embedding", "text_embeddings", "embedding", "embeddings"];

    /// <summary>What a classifier gives is not a vector of anything.</summary>
    private bool IsLogits => Name.EndsWith("logits", StringComparison.Ordinal);

    public static IReadOnlyList<OnnxTextOutput> Of(OnnxGraph graph) =>
    [
        .. graph.Outputs.Select(output => new OnnxTextOutput(output.Name, output.ElementType is OnnxElementType.Float or OnnxElementType.Float16, output.Shape)),
    ];

    public static IReadOnlyList<OnnxTextOutput> Of(InferenceSession session) =>
    [
        .. session.OutputMetadata.Select(output => new OnnxTextOutput(
            output.Key,
            output.Value.IsTensor && output.Value.ElementDataType is TensorElementType.Float or TensorElementType.Float16,
            output.Value.IsTensor ? [.. output.Value.Dimensions.Select(size => (long)size)] : null)),
    ];

    /// <summary>
    /// The output that by its name or its two axes is the vector of the whole text, pooled as the model wants it; null where there is none. Of several the one that
    /// <see cref="TextVectorNames"/> has first.
    /// </summary>
    /// <param name="outputs">All outputs.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="NotSupportedException">There are several, and no name says which.</exception>
    public static OnnxTextOutput? FindTextVector(IReadOnlyList<OnnxTextOutput> outputs, string fileName)
    {
        if (Find(outputs, TextVectorNames, rank: 2) is { } named)
            return named;
        OnnxTextOutput[] others = [.. outputs.Where(output => output is { IsFloat: true, IsLogits: false, Name: not Pooler, Shape: [_, > 0] })];
        return others.Length <= 1
            ? others.FirstOrDefault()
            : throw new NotSupportedException(
                $"The graph '{fileName}' has several outputs that may be the vector of a text: {string.Join(", ", others.Select(output => output.Name))}. " +
                "Export it with one of them, or with the name sentence_embedding; or set Pooling in TextEmbeddingModelOptions for a pooling of its token vectors.");
    }

    /// <summary>The output to use where a pooling is named: token vectors to pool, or else the vector of the text.</summary>
    /// <exception cref="NotSupportedException">There is neither.</exception>
    public static OnnxTextOutput FindToPool(IReadOnlyList<OnnxTextOutput> outputs, string fileName) =>
        Find(outputs, TokenVectorNames, rank: 3)
        ?? Find(outputs, TextVectorNames, rank: 2)
        ?? outputs.FirstOrDefault(output => output is { IsFloat: true, IsLogits: false, Shape.Count: 3 })
        ?? FindTextVector(outputs, fileName)
        ?? Find(outputs, [Pooler], rank: 2)
        ?? throw new NotSupportedException(
            $"The graph '{fileName}' has no output of token or text vectors in Float or Float16; it has {string.Join(", ", outputs.Select(output => output.Name))}. " +
            "Export the encoder itself (the task feature-extraction of 'optimum-cli export onnx').");

    private static OnnxTextOutput? Find(IReadOnlyList<OnnxTextOutput> outputs, string[] names, int rank) =>
        names.Select(name => outputs.FirstOrDefault(output => output.Name == name && output.IsFloat && output.Shape?.Count == rank)).FirstOrDefault(output => output is not null);
}
