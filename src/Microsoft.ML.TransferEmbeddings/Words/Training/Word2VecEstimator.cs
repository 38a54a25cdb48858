using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Trains word vectors on a text column and appends a column with the vectors of texts: the mean of their words' vectors.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes, once. Labels are not needed |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// The fitted stage is that of <see cref="TransferEmbeddingsCatalog.EmbedText(TransformsCatalog.TextTransforms, string, string, TextEmbeddingModel)"/> with
/// <see cref="WordVectors.ToTextModel"/>; <see cref="EmbeddingTransformer.GetService{TService}"/> with <see cref="WordVectors"/> gives the vectors, for queries and
/// files. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog.TrainWordVectors(TransformsCatalog.TextTransforms, string, string?, Word2VecOptions?)"/>
public sealed class Word2VecEstimator : IEstimator<EmbeddingTransformer>
{
    private readonly IHostEnvironment environment;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly TrainWordVectorsOptions options;
    private readonly Word2VecTrainer trainer;

    internal Word2VecEstimator(IHostEnvironment environment, string outputColumn, TrainWordVectorsOptions options)
    {
        this.environment = environment;
        this.outputColumn = outputColumn;
        inputColumn = WordStage.InputColumn(options, outputColumn);
        this.options = options;
        trainer = new Word2VecTrainer(options.Training);
    }

    /// <summary>
    /// Trains on the texts of <paramref name="input"/>, which are read once. No other column is read. Canceling the context, as AutoML does when a trial's time is up,
    /// cancels the training.
    /// </summary>
    /// <param name="input">Data with the text column.</param>
    /// <returns>The fitted stage, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// No word occurs <see cref="Word2VecOptions.MinCount"/> times, or <see cref="Word2VecOptions.CheckpointPath"/> has the checkpoint of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The file at <see cref="Word2VecOptions.CheckpointPath"/> is not a checkpoint.</exception>
    /// <exception cref="IOException">The folder of <see cref="Word2VecOptions.CheckpointPath"/> does not exist, or the file can't be written.</exception>
    /// <exception cref="NotSupportedException">There are too many vectors for a stage.</exception>
    /// <exception cref="OperationCanceledException">The context was canceled.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var host = environment.Register(nameof(Word2VecEstimator));
        var vectors = trainer.Train(input, input.Schema[inputColumn], options.Progress, () => MLNetInternals.ThrowIfCancelled(host));
        var definition = WordTextDefinition.Create(vectors, new WordTextOptions { Tokenization = options.Training.Tokenization });
        return EmbeddingTransformer.Create(environment, definition.Shared(), EmbeddingStageSettings.Of(outputColumn, options), input.Schema);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckTextColumn(environment, inputSchema, inputColumn);
        return EmbeddingEstimator.OutputSchema(inputSchema, outputColumn, options.SlotNames);
    }
}
