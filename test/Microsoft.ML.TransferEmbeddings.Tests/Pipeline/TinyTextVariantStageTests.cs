using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Several poolings, modules, a prompt that does not count, a cut: all at once.</summary>
public class TinyModulesStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 1e-5f;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed)
    {
        string folder = TinyOnnxModel.Write(Folder[$"model-{seed}"], seed, withPositions: true, int32: true, weightsFile: "model.onnx_data");
        TinyModules.Write(folder, "Pooling", "Dense", "Normalize");
        TinyModules.WritePooling(folder, """{"pooling_mode": ["weightedmean", "lasttoken", "max"], "include_prompt": false}""");
        TinyModules.WriteDense(folder, "2_Dense", 3 * TinyOnnxModel.Dimension, 10, "torch.nn.modules.activation.Tanh");
        return TextEmbeddingModel.FromDirectory(folder, new() { Prompt = "the good ", Dimensions = 6, Normalize = true, MaxTokens = 30 });
    }
}

/// <summary>Several texts in a row of a run, some of them in chunks.</summary>
public class TinyPackedStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 1e-5f;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromDirectory(TinyAttentionModel.Write(Folder[$"model-{seed}"], seed: seed), new() { LongText = LongText.ChunkAndAverage, MaxTokens = 20, ChunkOverlap = 2 });
}

/// <summary>Texts in chunks.</summary>
public class TinyChunksStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 1e-5f;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromDirectory(
            TinyOnnxModel.Write(Folder[$"model-{seed}"], seed, withMask: false), new() { LongText = LongText.ChunkAndAverage, MaxTokens = 7, ChunkOverlap = 2 });
}

/// <summary>A quantized vocabulary, a prompt and a cut.</summary>
public class TinySharedRowsStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(Folder[$"model-{seed}"], seed, type: "BF16", sharedRows: true), new() { Prompt = "bad ", Dimensions = 6 });
}
