using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>Which of a text encoder graph's inputs and outputs are to be used, found by name, type and rank.</summary>
internal sealed class OnnxTextGraph
{
    private const string TokenIds = "input_ids", Mask = "attention_mask", TypeIds = "token_type_ids";

    private static readonly string[] TokenVectorNames = ["last_hidden_state", "token_embeddings"];
    private static readonly string[] TextVectorNames = ["sentence_embedding", "sentence_embeddings"];

    public OnnxTextGraph(InferenceSession session, string fileName)
    {
        foreach (var (name, input) in session.InputMetadata)
        {
            if (name is not (TokenIds or Mask or TypeIds))
                throw new NotSupportedException($"The graph '{fileName}' wants an input '{name}'; {TokenIds}, {Mask} and {TypeIds} are known. Is it a text encoder?");
            if (input.ElementDataType != TensorElementType.Int64)
                throw new NotSupportedException($"The graph '{fileName}' wants '{name}' as {input.ElementDataType}; Int64 is known. Export it again.");
            if (input.Dimensions is not [< 0, < 0])
                throw new NotSupportedException($"The graph '{fileName}' wants '{name}' in the fixed shape [{string.Join(", ", input.Dimensions)}]. Export it with a free batch and a free sequence.");
        }
        if (!session.InputMetadata.ContainsKey(TokenIds))
            throw new NotSupportedException($"The graph '{fileName}' has no input '{TokenIds}', but {string.Join(", ", session.InputMetadata.Keys)}. Is it a text encoder?");

        InputNames = [.. session.InputMetadata.Keys];
        string output = Find(session, TokenVectorNames, rank: 3) ?? Find(session, TextVectorNames, rank: 2)
            ?? session.OutputMetadata.Where(IsFloat).Select(output => output.Key).FirstOrDefault(name => session.OutputMetadata[name].Dimensions.Length == 3)
            ?? throw new NotSupportedException(
                $"The graph '{fileName}' has no output of token or text vectors in Float; it has {string.Join(", ", session.OutputMetadata.Select(output => $"{output.Key} ({output.Value.ElementDataType})"))}.");
        OutputNames = [output];
        GivesTokenVectors = session.OutputMetadata[output].Dimensions.Length == 3;
        DeclaredDimension = session.OutputMetadata[output].Dimensions[^1];
    }

    public IReadOnlyList<string> InputNames { get; }

    public string Output => OutputNames[0];

    public string[] OutputNames { get; }

    /// <summary>[batch, sequence, dimension] to be pooled; otherwise [batch, dimension].</summary>
    public bool GivesTokenVectors { get; }

    /// <summary>The last axis of the output; -1 where the graph leaves it open.</summary>
    public int DeclaredDimension { get; }

    /// <summary>What an input is filled with.</summary>
    public static long Value(string input, int id, bool isPadding) => input switch
    {
        TokenIds => id,
        Mask => isPadding ? 0 : 1,
        _ => 0,
    };

    private static string? Find(InferenceSession session, string[] names, int rank) =>
        names.FirstOrDefault(name => session.OutputMetadata.TryGetValue(name, out var output) && output.Dimensions.Length == rank && output.ElementDataType == TensorElementType.Float);

    private static bool IsFloat(KeyValuePair<string, NodeMetadata> output) => output.Value.ElementDataType == TensorElementType.Float;
}
