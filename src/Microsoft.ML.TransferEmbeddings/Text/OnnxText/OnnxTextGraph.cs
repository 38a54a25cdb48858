using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>Which of a text encoder graph's inputs and outputs are to be used, found by name, type and rank.</summary>
internal sealed class OnnxTextGraph
{
    private const string TokenIds = "input_ids", Mask = "attention_mask", TypeIds = "token_type_ids", Positions = "position_ids";

    private static readonly string[] TokenVectorNames = ["last_hidden_state", "token_embeddings"];
    private static readonly string[] TextVectorNames = ["sentence_embedding", "sentence_embeddings"];

    public OnnxTextGraph(InferenceSession session, string fileName)
    {
        foreach (var (name, input) in session.InputMetadata)
        {
            if (name is not (TokenIds or Mask or TypeIds or Positions))
                throw new NotSupportedException($"The graph '{fileName}' wants an input '{name}'; {TokenIds}, {Mask}, {TypeIds} and {Positions} are known. Is it a text encoder?");
            if (input.ElementDataType is not (TensorElementType.Int64 or TensorElementType.Int32))
                throw new NotSupportedException($"The graph '{fileName}' wants '{name}' as {input.ElementDataType}; Int64 and Int32 are known. Export it again.");
            if (input.Dimensions is not [< 0, < 0])
                throw new NotSupportedException($"The graph '{fileName}' wants '{name}' in the fixed shape [{string.Join(", ", input.Dimensions)}]. Export it with a free batch and a free sequence.");
        }
        if (!session.InputMetadata.ContainsKey(TokenIds))
            throw new NotSupportedException($"The graph '{fileName}' has no input '{TokenIds}', but {string.Join(", ", session.InputMetadata.Keys)}. Is it a text encoder?");

        InputNames = [.. session.InputMetadata.Keys];
        InputIsInt32 = [.. session.InputMetadata.Values.Select(input => input.ElementDataType == TensorElementType.Int32)];
        string output = Find(session, TokenVectorNames, rank: 3) ?? Find(session, TextVectorNames, rank: 2)
            ?? session.OutputMetadata.Where(output => IsFloat(output.Value)).Select(output => output.Key).FirstOrDefault(name => session.OutputMetadata[name].Dimensions.Length == 3)
            ?? throw new NotSupportedException(
                $"The graph '{fileName}' has no output of token or text vectors in Float or Float16; it has {string.Join(", ", session.OutputMetadata.Select(output => $"{output.Key} ({output.Value.ElementDataType})"))}.");
        OutputNames = [output];
        GivesTokenVectors = session.OutputMetadata[output].Dimensions.Length == 3;
        GivesHalves = session.OutputMetadata[output].ElementDataType == TensorElementType.Float16;
        DeclaredDimension = session.OutputMetadata[output].Dimensions[^1];
    }

    public IReadOnlyList<string> InputNames { get; }

    /// <summary>By input, in the order of the names; the others are Int64.</summary>
    public IReadOnlyList<bool> InputIsInt32 { get; }

    /// <summary>Without one, padding would count as text.</summary>
    public bool HasMask => InputNames.Contains(Mask);

    public string Output => OutputNames[0];

    public string[] OutputNames { get; }

    /// <summary>[batch, sequence, dimension] to be pooled; otherwise [batch, dimension].</summary>
    public bool GivesTokenVectors { get; }

    /// <summary>In Float16; otherwise in Float.</summary>
    public bool GivesHalves { get; }

    /// <summary>The last axis of the output; -1 where the graph leaves it open.</summary>
    public int DeclaredDimension { get; }

    /// <summary>What an input is filled with.</summary>
    public static int Value(string input, int id, int position, bool isPadding) => input switch
    {
        TokenIds => id,
        Mask => isPadding ? 0 : 1,
        Positions => position,
        _ => 0,
    };

    private static string? Find(InferenceSession session, string[] names, int rank) =>
        names.FirstOrDefault(name => session.OutputMetadata.TryGetValue(name, out var output) && output.Dimensions.Length == rank && IsFloat(output));

    private static bool IsFloat(NodeMetadata output) => output.ElementDataType is TensorElementType.Float or TensorElementType.Float16;
}
