using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images.Fuzz;

/// <summary>The ONNX graph of a vision network, and what says how its images are prepared.</summary>
internal sealed class VisionGraphTarget() : FuzzFolderTarget("onnx-vision")
{
    private const int Head = 600;

    private static readonly byte[] Picture = new DrawnImage(12, 9).Png();

    private ImageEmbeddingModel? model;

    public override long Overhead => Megabyte;

    /// <summary>The first run of a graph has a minute.</summary>
    public override TimeSpan Limit => TimeSpan.FromSeconds(75);

    public override byte[] Damage(FuzzFile whole, Random random) =>
        whole.Name.EndsWith(".json", StringComparison.Ordinal) ? Mutation.OfText(whole.Content, random) : Mutation.OfBytes(whole.Content, random, Head);

    public override void Use()
    {
        if (model!.Embed(Picture).Length != model.Dimension)
            throw new InvalidOperationException("A vector has another length than the model says.");
        _ = model.Layers.Count;
    }

    /// <summary>The preparation may be of another size than the network takes, as options may.</summary>
    public override bool IsRefusal(Exception error) =>
        base.IsRefusal(error) || (error.GetType() == typeof(ArgumentException) && base.IsRefusal(new InvalidDataException(error.Message)));

    public override void Dispose()
    {
        model?.Dispose();
        base.Dispose();
    }

    protected override void ReadFolder(string folder)
    {
        model?.Dispose();
        model = null;
        model = ImageEmbeddingModel.FromDirectory(folder);
    }

    protected override IEnumerable<string> WriteFolders()
    {
        new TinyVisionModel().Write(Folder["product"]);
        new TinyVisionModel { Head = TinyVisionHead.Convolution, WithSoftmax = true }.Write(Folder["convolution"]);
        new TinyVisionModel { ChannelsLast = true, Head = TinyVisionHead.Integers, Batch = 1 }.Write(Folder["integers"]);
        return ["product/model.onnx", "convolution/model.onnx", "integers/model.onnx", "product/preprocessor_config.json"];
    }
}
