using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

public class TinyDistilledStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed)
    {
        using var teacher = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(Folder[$"teacher-{seed}"], seed));
        return Distiller.Distill(teacher, TinyCorpus.Create(200, seed), new StaticDistillationOptions { MaxPairs = 10 });
    }
}
