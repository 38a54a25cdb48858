using System.Buffers;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What a column holds of an image.</summary>
internal abstract class ImageSource<TInput>
{
    public abstract DataViewType InputType { get; }

    /// <summary>Rows in a window. Encoded images take a hundred kilobytes each, and up to three windows are in memory.</summary>
    public virtual int MostRowsAhead => 64;

    public virtual bool Accepts(DataViewType type) => type.Equals(InputType);

    /// <summary>How a message calls the image.</summary>
    public abstract string NameOf(TInput input);

    public abstract ImageReading Read(ImagePreprocessing preprocessing, TInput input);
}

internal sealed class PathSource : ImageSource<ReadOnlyMemory<char>>
{
    public override DataViewType InputType => TextDataViewType.Instance;

    /// <summary>A path is short, and at a window's end threads wait for its last image.</summary>
    public override int MostRowsAhead => 256;

    public override string NameOf(ReadOnlyMemory<char> input) => $"'{input}'";

    public override ImageReading Read(ImagePreprocessing preprocessing, ReadOnlyMemory<char> input) => preprocessing.Read(input.ToString());
}

internal sealed class EncodedSource : ImageSource<VBuffer<byte>>
{
    public override DataViewType InputType { get; } = new VectorDataViewType(NumberDataViewType.Byte);

    public override bool Accepts(DataViewType type) => type is VectorDataViewType { ItemType: NumberDataViewType item } && item == NumberDataViewType.Byte;

    public override string NameOf(VBuffer<byte> input) => $"of {input.Length:N0} bytes";

    public override ImageReading Read(ImagePreprocessing preprocessing, VBuffer<byte> input)
    {
        byte[] encoded = ArrayPool<byte>.Shared.Rent(input.Length);
        try
        {
            input.CopyTo(encoded);
            return preprocessing.Read(encoded.AsMemory(0, input.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }
}

internal sealed class MLImageSource : ImageSource<MLImage?>
{
    public override DataViewType InputType { get; } = new ImageDataViewType();

    public override bool Accepts(DataViewType type) => type is ImageDataViewType;

    public override string NameOf(MLImage? input) => MLImageReader.NameOf(input);

    public override ImageReading Read(ImagePreprocessing preprocessing, MLImage? input) => preprocessing.Read(input);
}
