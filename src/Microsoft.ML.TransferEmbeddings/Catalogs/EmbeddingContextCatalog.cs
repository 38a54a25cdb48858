using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Options of the embedding stages of a context.</summary>
public static class EmbeddingContextCatalog
{
    /// <summary>Sets what the embedding stages share that a context makes or loads from now on; those that are there keep what they have.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">The options.</param>
    /// <returns>The context.</returns>
    /// <example>
    /// <code>
    /// var ml = new MLContext().UseEmbeddingOptions(new() { Execution = new() { MaxDegreeOfParallelism = 1 } });
    /// var model = ml.Model.Load("sentiment.zip", out _);
    /// </code>
    /// </example>
    public static MLContext UseEmbeddingOptions(this MLContext context, EmbeddingContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        ContextOptions<EmbeddingContextOptions>.Set(context, options);
        return context;
    }

    /// <summary>The options of a context: those of <see cref="UseEmbeddingOptions"/>, else the defaults.</summary>
    /// <param name="context">The context.</param>
    public static EmbeddingContextOptions GetEmbeddingOptions(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ContextOptions<EmbeddingContextOptions>.Of(context) ?? EmbeddingContextOptions.Default;
    }
}
