using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends a column with the n-grams of a text and its vector by a pretrained encoder, scaled so that neither drowns the other.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes: the n-grams and the number of rows |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// The fitted stage is a chain of <see cref="TransferEmbeddingsCatalog.EmbedText(TransformsCatalog.TextTransforms, string, string, TextEmbeddingModel)"/> and
/// ML.NET's own stages, so that the model zip needs no format of its own. Thread-safe; may be fitted many times, and all fitted stages share one encoder.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog.FeaturizeTextWithEmbedding(TransformsCatalog.TextTransforms, string, HybridTextOptions)"/>
public sealed class HybridTextEstimator : IEstimator<TransformerChain<ITransformer>>
{
    private readonly TransformsCatalog transforms;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly HybridTextOptions options;

    internal HybridTextEstimator(TransformsCatalog transforms, string outputColumn, HybridTextOptions options)
    {
        this.transforms = transforms;
        this.outputColumn = outputColumn;
        this.options = options;
        inputColumn = options.InputColumnName ?? outputColumn;
    }

    /// <summary>Learns the n-grams of the input column and opens the encoder. No text is embedded.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <returns>The chain of stages. The caller disposes of it, which frees the encoder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">The input column has no n-gram, for example because there are no rows.</exception>
    public TransformerChain<ITransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        try
        {
            return Stages(input.Schema.Select(column => column.Name), options.NGramWeight ?? TextBlockWeight.For(input)).Fit(input);
        }
        catch (ArgumentOutOfRangeException e) when (e.Message.Contains($"{outputColumn}.Text", StringComparison.Ordinal))
        {
            // The user's columns are right. ML.NET complains of a column of its own, whose vectors have no length.
            throw new InvalidOperationException(
                $"Column '{inputColumn}' has no n-gram in the rows to fit on. Fit on rows with text; if NGrams removes every word, let them keep some.", e);
        }
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Stages(inputSchema.Select(column => column.Name), weight: 1).GetOutputSchema(inputSchema);
    }

    private EstimatorChain<ITransformer> Stages(IEnumerable<string> taken, float weight)
    {
        // Slot names begin with the names of these columns.
        string text = Unused($"{outputColumn}.Text", taken);
        string embedding = Unused($"{outputColumn}.Embedding", taken);

        var embeddingOptions = new EmbedTextOptions
        {
            InputColumnName = inputColumn,
            Model = options.Model,
            SlotNames = true,
            Storage = options.Storage,
            Execution = options.Execution,
        };
        // The embedder comes first: its cursor keeps a window of rows, and the n-grams need not lie in it.
        return new EstimatorChain<ITransformer>()
            .Append(transforms.Text.EmbedText(embedding, embeddingOptions))
            .Append(transforms.Text.FeaturizeText(text, options.NGrams, inputColumn))
            .Append(ScaledTo(embedding, 1))
            .Append(ScaledTo(text, weight))
            .Append(transforms.Concatenate(outputColumn, text, embedding))
            .Append<ITransformer>(transforms.DropColumns(text, embedding));
    }

    /// <summary>Every row's vector gets this length; one of zeros stays.</summary>
    private IEstimator<ITransformer> ScaledTo(string column, float length) =>
        transforms.NormalizeGlobalContrast(column, ensureZeroMean: false, scale: length);

    private static string Unused(string name, IEnumerable<string> taken)
    {
        var names = taken.ToHashSet();
        string candidate = name;
        for (int i = 1; names.Contains(candidate); i++)
            candidate = $"{name}{i}";
        return candidate;
    }
}
