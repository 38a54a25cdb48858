using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

/// <summary>What <see cref="TransferEmbeddingsCatalog.TrainWordVectors(TransformsCatalog.TextTransforms, string, TrainWordVectorsOptions)"/> fits is a stage like any other.</summary>
public class TrainedStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private const int Texts = 500;

    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    protected virtual Word2VecSubwords? Subwords => null;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed)
    {
        var options = new Word2VecOptions { Dimension = 20, Epochs = 2, MinCount = 2, Seed = seed, Subwords = Subwords };
        using var stage = new MLContext().Transforms.Text.TrainWordVectors("Features", Input.Name, options).Fit(Rows(Texts));
        return stage.GetService<WordVectors>()!.ToTextModel(new WordTextOptions { Tokenization = options.Tokenization });
    }
}

public class TrainedSubwordStageTests : TrainedStageTests
{
    protected override Word2VecSubwords? Subwords => new() { Buckets = 200 };
}
