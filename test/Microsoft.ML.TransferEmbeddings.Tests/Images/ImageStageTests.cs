using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>What holds for every stage, of images. Each is a run of its own, so that no vector depends on its neighbours.</summary>
public abstract class ImageStageContract<TInput> : TransformerContract<TInput>
{
    private protected abstract ImageColumn Column { get; }

    protected override float BatchTolerance => 0;

    private protected override EncoderDefinition CreateDefinition(int seed)
    {
        using var model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel { Seed = seed }.Write(Folder[$"model-{seed}"]));
        return model.Definition.With(Column, OnBadImage.Throw);
    }
}

public class ImagePathStageTests : ImageStageContract<ReadOnlyMemory<char>>
{
    private TestColumn? input;

    private protected override TestColumn Input => input ??= TinyImageColumns.Paths(Folder);

    private protected override ImageColumn Column => ImageColumn.Path;
}

public class EncodedImageStageTests : ImageStageContract<VBuffer<byte>>
{
    private protected override TestColumn Input => TinyImageColumns.Encoded;

    private protected override ImageColumn Column => ImageColumn.Encoded;
}

public class MLImageStageTests : ImageStageContract<MLImage?>
{
    private protected override TestColumn Input => TinyImageColumns.Decoded;

    private protected override ImageColumn Column => ImageColumn.Image;

    /// <summary>ML.NET writes no images with the rows, but where they are.</summary>
    private protected override (ITransformer Model, RowsDataView Rows) Production(int count)
    {
        var paths = new RowsDataView(count, [TestColumns.Id, TinyImageColumns.Paths(Folder)]);
        var load = new MLContext(seed: 1).Transforms.LoadImages(Input.Name, imageFolder: "", Input.Name).Fit(paths);
        return (new TransformerChain<ITransformer>(load, Fit()), paths);
    }
}
