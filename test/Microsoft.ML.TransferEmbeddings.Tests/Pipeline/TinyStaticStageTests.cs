using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

public class TinyStaticStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(Folder[$"model-{seed}"], seed));
}
