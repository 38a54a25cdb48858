using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>What all text encoders have: a tokenizer, a prompt, a maximum number of tokens.</summary>
internal abstract class TextEncoderDefinition(JsonObject settings, ModelFiles files) : EncoderDefinition<ReadOnlyMemory<char>>(settings, files)
{
    public sealed override IReadOnlyList<InputColumn<ReadOnlyMemory<char>>> Columns { get; } = [InputColumn.Text];

    public abstract ITextTokenizer Tokenizer { get; }

    /// <summary>The file with the vocabulary.</summary>
    public abstract ModelFile TokenizerFile { get; }

    /// <summary>The file with the weights.</summary>
    public abstract ModelFile WeightsFile { get; }

    /// <summary>What stands before every text; empty for nothing.</summary>
    public abstract string Prompt { get; }

    /// <summary>Tokens of a text that count; null for all.</summary>
    public abstract int? MaxTokens { get; }

    /// <summary>Not used where the graph gives text vectors.</summary>
    public abstract TextPooling Pooling { get; }

    /// <summary>What happens after the pooling.</summary>
    public abstract VectorSettings Vector { get; }

    /// <summary>What happens to a text with more tokens.</summary>
    public abstract LongText LongText { get; }

    /// <summary>The type of the weights.</summary>
    public abstract string Precision { get; }

    /// <summary>The same model with another prompt; tokenizer and weights are shared.</summary>
    public abstract TextEncoderDefinition WithPrompt(string prompt);

    public override object? GetService(Type serviceType) =>
        serviceType == typeof(HuggingFaceTokenizer) && Tokenizer is TokenizerPipeline pipeline ? new HuggingFaceTokenizer(pipeline) : base.GetService(serviceType);
}
