using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

public class TinyOnnxStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 1e-5f;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(Folder[$"model-{seed}"], seed));
}
