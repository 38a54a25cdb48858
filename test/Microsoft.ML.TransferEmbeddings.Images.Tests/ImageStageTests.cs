using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>What holds for every stage, of images. Each is a run of its own, so that no vector depends on its neighbors.</summary>
public abstract class ImageStageContract : TransformerContract<ImageInput>
{
    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ImageInput> CreateModel(int seed) =>
        ImageEmbeddingModel.FromDirectory(new TinyVisionModel { Seed = seed }.Write(Folder[$"model-{seed}"]));
}

public class ImagePathStageTests : ImageStageContract
{
    private TestColumn? input;

    private protected override TestColumn Input => input ??= TinyImageColumns.Paths(Folder);
}

public class EncodedImageStageTests : ImageStageContract
{
    private protected override TestColumn Input => TinyImageColumns.Encoded;
}

public class MLImageStageTests : ImageStageContract
{
    private protected override TestColumn Input => TinyImageColumns.Decoded;

    /// <summary>ML.NET writes no images with the rows, but where they are.</summary>
    private protected override (ITransformer Model, RowsDataView Rows) Production(int count)
    {
        var paths = new RowsDataView(count, [TestColumns.Id, TinyImageColumns.Paths(Folder)]);
        var load = new MLContext(seed: 1).Transforms.LoadImages(Input.Name, imageFolder: "", Input.Name).Fit(paths);
        return (new TransformerChain<ITransformer>(load, Fit()), paths);
    }
}
