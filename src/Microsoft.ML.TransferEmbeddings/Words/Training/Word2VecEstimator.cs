using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Trains word vectors on a text column and appends the means of its words' vectors.</summary>
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
/// What is fitted is the stage of <see cref="TransferEmbeddingsCatalog.EmbedText(TransformsCatalog.TextTransforms, string, string, TextEmbeddingModel)"/> with <see cref="TextEmbeddingModel.FromWordVectors"/>;
/// <see cref="EmbeddingTransformer.GetService{TService}"/> with <see cref="WordVectors"/> gives the vectors, for queries and files. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog.TrainWordVectors"/>
public sealed class Word2VecEstimator : IEstimator<EmbeddingTransformer>
{
    private readonly IHostEnvironment environment;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly Word2VecOptions options;
    private readonly Word2VecTrainer trainer;
    private readonly IProgress<Word2VecProgress>? progress;
    private readonly bool slotNames;
    private readonly EmbeddingExecutionOptions? execution;

    internal Word2VecEstimator(
        IHostEnvironment environment,
        string outputColumn,
        string inputColumn,
        Word2VecOptions options,
        IProgress<Word2VecProgress>? progress,
        bool slotNames,
        EmbeddingExecutionOptions? execution)
    {
        this.environment = environment;
        this.outputColumn = outputColumn;
        this.inputColumn = inputColumn;
        this.options = options;
        trainer = new Word2VecTrainer(options);
        this.progress = progress;
        this.slotNames = slotNames;
        this.execution = execution;
    }

    /// <summary>Reads the texts of <paramref name="input"/> once, and nothing else, and trains. Cancelling the context ends it, as AutoML does when a trial's time is up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// No word occurs <see cref="Word2VecOptions.MinimumCount"/> times, or <see cref="Word2VecOptions.CheckpointPath"/> has the checkpoint of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The file at <see cref="Word2VecOptions.CheckpointPath"/> is something else.</exception>
    /// <exception cref="IOException"><see cref="Word2VecOptions.CheckpointPath"/> lies in no folder, or can't be written.</exception>
    /// <exception cref="NotSupportedException">The vectors are too many for a stage.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var host = environment.Register(nameof(Word2VecEstimator));
        var vectors = trainer.Train(input, input.Schema[inputColumn], progress, () => MLNetInternals.ThrowIfCancelled(host));
        var definition = WordTextDefinition.Create(vectors, new WordTextOptions { Tokenization = options.Tokenization });
        return new EmbeddingTransformer(environment, definition.Shared(), new EmbeddingStageSettings(outputColumn, inputColumn) { SlotNames = slotNames, Execution = execution });
    }

    /// <summary>The schema's shape behind this stage.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckTextColumn(environment, inputSchema, inputColumn);
        return EmbeddingEstimator.OutputSchema(inputSchema, outputColumn, slotNames);
    }
}
