using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Sets the options that the embedding stages of a context share.</summary>
public static class EmbeddingContextCatalog
{
    /// <summary>Sets the options of the embedding stages that a context makes or loads from now on. Existing stages keep theirs.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">The options.</param>
    /// <returns>The same context.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// var ml = new MLContext().UseEmbeddingOptions(new() { Execution = new() { MaxDegreeOfParallelism = 1 } });
    /// var stage = ml.Transforms.Text.EmbedText("Features", "Sentence").Fit(train);
    /// Console.WriteLine(ml.GetEmbeddingOptions().Execution.MaxDegreeOfParallelism); // prints 1
    /// </code>
    /// </example>
    public static MLContext UseEmbeddingOptions(this MLContext context, EmbeddingContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        ContextOptions<EmbeddingContextOptions>.Set(context, options);
        return context;
    }

    /// <summary>Returns the options of a context: those given to <see cref="UseEmbeddingOptions"/>, or else the defaults.</summary>
    /// <param name="context">The context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static EmbeddingContextOptions GetEmbeddingOptions(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ContextOptions<EmbeddingContextOptions>.Of(context) ?? EmbeddingContextOptions.Default;
    }
}
