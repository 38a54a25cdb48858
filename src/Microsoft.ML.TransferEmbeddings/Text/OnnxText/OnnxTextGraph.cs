using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>Which of a text encoder graph's inputs and outputs are to be used, found by name, type and rank.</summary>
internal sealed class OnnxTextGraph
{
    public const string TokenIds = "input_ids", Mask = "attention_mask", Positions = "position_ids";

    private const string TypeIds = "token_type_ids";

    /// <param name="session">The graph.</param>
    /// <param name="isPacked">Whether the graph was made to take several sequences in a row (<see cref="SequencePacking"/>).</param>
    /// <param name="textOutput">The output that is the vector of a text; null for what the graph has, token vectors first.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="NotSupportedException">It is no text encoder, or one of another form.</exception>
    /// <exception cref="InvalidDataException">The output is not there, or is something else.</exception>
    public OnnxTextGraph(InferenceSession session, bool isPacked, string? textOutput, string fileName)
    {
        foreach (var (name, input) in session.InputMetadata)
        {
            if (name is not (TokenIds or Mask or TypeIds or Positions) && !(isPacked && name == SequencePacking.Segments))
                throw new NotSupportedException($"The graph '{fileName}' wants an input '{name}'; {TokenIds}, {Mask}, {TypeIds} and {Positions} are known. Is it a text encoder?");
            if (!input.IsTensor || input.ElementDataType is not (TensorElementType.Int64 or TensorElementType.Int32))
                throw new NotSupportedException($"The graph '{fileName}' wants '{name}' as {(input.IsTensor ? input.ElementDataType.ToString() : input.OnnxValueType.ToString())}; Int64 and Int32 are known. Export it again.");
            if (input.Dimensions is not [< 0, < 0])
                throw new NotSupportedException($"The graph '{fileName}' wants '{name}' in the fixed shape [{string.Join(", ", input.Dimensions)}]. Export it with a free batch and a free sequence.");
        }
        if (!session.InputMetadata.ContainsKey(TokenIds))
            throw new NotSupportedException($"The graph '{fileName}' has no input '{TokenIds}', but {string.Join(", ", session.InputMetadata.Keys)}. Is it a text encoder?");

        IsPacked = isPacked;
        InputNames = [.. session.InputMetadata.Keys];
        InputIsInt32 = [.. session.InputMetadata.Values.Select(input => input.ElementDataType == TensorElementType.Int32)];
        var outputs = OnnxTextOutput.Of(session);
        var output = textOutput is null
            ? OnnxTextOutput.FindToPool(outputs, fileName)
            : outputs.FirstOrDefault(output => output.Name == textOutput && output.IsFloat && output.Shape?.Count == 2)
                ?? throw new InvalidDataException($"The graph '{fileName}' has no output '{textOutput}' with a vector for each text in Float or Float16; it has {string.Join(", ", outputs.Select(other => other.Name))}. Download or copy the model again.");
        OutputNames = [output.Name];
        GivesTokenVectors = output.Shape!.Count == 3;
        GivesHalves = session.OutputMetadata[output.Name].ElementDataType == TensorElementType.Float16;
    }

    public IReadOnlyList<string> InputNames { get; }

    /// <summary>By input, in the order of the names; the others are Int64.</summary>
    public IReadOnlyList<bool> InputIsInt32 { get; }

    /// <summary>Whether several sequences may lie in a row.</summary>
    public bool IsPacked { get; }

    /// <summary>Without one, padding would count as text.</summary>
    public bool HasMask => IsPacked || InputNames.Contains(Mask);

    public string Output => OutputNames[0];

    public string[] OutputNames { get; }

    /// <summary>[batch, sequence, dimension] to be pooled; otherwise [batch, dimension].</summary>
    public bool GivesTokenVectors { get; }

    /// <summary>In Float16; otherwise in Float.</summary>
    public bool GivesHalves { get; }

    /// <summary>What an input is filled with.</summary>
    /// <param name="input">Its name.</param>
    /// <param name="id">Of the token.</param>
    /// <param name="position">Of the token in its sequence.</param>
    /// <param name="segment">The number of the sequence in its row, from 1; 0 for padding.</param>
    public static int Value(string input, int id, int position, int segment) => input switch
    {
        TokenIds => id,
        Mask => segment == 0 ? 0 : 1,
        SequencePacking.Segments => segment,
        Positions => position,
        _ => 0,
    };
}
