using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

public class TinyTunedStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed)
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(Folder[$"frozen-{seed}"], seed));
        var rows = LetterTask.Rows(60, seed);
        return StaticFineTuner.Tune(model, rows.Select(row => new LabeledText(row.Text, row.Label)));
    }
}
