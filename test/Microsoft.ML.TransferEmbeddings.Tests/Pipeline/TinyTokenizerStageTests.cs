using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>A network whose tokenizer lies in several files.</summary>
public class TinyBytePairsStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 1e-5f;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromDirectory(TinyTokenizers.WriteModel(TinyTokenizers.BytePairs, Folder[$"model-{seed}"], seed));
}

/// <summary>A network whose tokenizer is a SentencePiece model, whose class the network's own settings name.</summary>
public class TinySentencePiecesStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 1e-5f;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromDirectory(TinyTokenizers.WriteModel(TinyTokenizers.SentencePieces, Folder[$"model-{seed}"], seed));
}
