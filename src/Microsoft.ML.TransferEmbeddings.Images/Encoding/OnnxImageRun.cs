using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>The memory of one run: an image's tensor and the layers that come out. Used by one thread at a time, again and again.</summary>
internal sealed class OnnxImageRun : IDisposable
{
    private readonly OnnxImageInput input;
    private readonly string[] inputNames;
    private readonly string[] layerNames;
    private readonly float[] floats;
    private readonly Float16[] halves = [];
    private readonly byte[] levels = [];
    private readonly float[][] layers;
    private readonly Float16[]?[] halfLayers;
    private readonly OrtValue[] inputValues;
    private readonly OrtValue[] layerValues;

    public OnnxImageRun(OnnxImageInput input, int height, int width, IReadOnlyList<OnnxImageLayer> layers)
    {
        this.input = input;
        inputNames = [input.Name];
        layerNames = [.. layers.Select(layer => layer.Name)];
        int size = TensorWriter.Channels * height * width;
        long[] shape = input.Shape(height, width);
        floats = input.ElementType == TensorElementType.UInt8 ? [] : Allocate<float>(size);
        OrtValue value;
        if (input.ElementType == TensorElementType.UInt8)
            value = Value(levels = Allocate<byte>(size), input.ElementType, shape);
        else if (input.ElementType == TensorElementType.Float16)
            value = Value(halves = Allocate<Float16>(size), input.ElementType, shape);
        else
            value = Value(floats, input.ElementType, shape);
        inputValues = [value];
        this.layers = [.. layers.Select(layer => Allocate<float>(layer.Size))];
        halfLayers = [.. layers.Select(layer => layer.IsHalf ? Allocate<Float16>(layer.Size) : null)];
        layerValues =
        [
            .. layers.Select((layer, i) => halfLayers[i] is { } half
                ? Value(half, TensorElementType.Float16, layer.Shape)
                : Value(this.layers[i], TensorElementType.Float, layer.Shape)),
        ];
    }

    public void SetImage(PixelBuffer pixels, TensorWriter writer)
    {
        if (levels.Length > 0)
        {
            writer.Write(pixels.Pixels, input.Layout, levels);
            return;
        }
        writer.Write(pixels.Pixels, input.Layout, floats);
        if (halves.Length > 0)
            TensorPrimitives.ConvertToHalf(floats, MemoryMarshal.Cast<Float16, Half>(halves.AsSpan()));
    }

    public void Run(InferenceSession session)
    {
        session.Run(OnnxSession.RunOptions, inputNames, inputValues, layerNames, layerValues);
        for (int i = 0; i < layers.Length; i++)
        {
            if (halfLayers[i] is { } half)
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(half.AsSpan()), layers[i]);
        }
    }

    /// <summary>Into memory of the runtime, which the caller disposes of.</summary>
    public IDisposableReadOnlyCollection<OrtValue> RunAll(InferenceSession session, IReadOnlyList<string> outputs, RunOptions options) =>
        session.Run(options, inputNames, inputValues, outputs);

    public ReadOnlySpan<float> Layer(int index) => layers[index];

    public void Dispose()
    {
        foreach (var value in inputValues.Concat(layerValues))
            value.Dispose();
    }

    /// <summary>An array that does not move: the runtime would pin another one for as long as nobody disposes of its tensor, and forgotten runs would stay in memory.</summary>
    private static T[] Allocate<T>(int size) => GC.AllocateUninitializedArray<T>(size, pinned: true);

    private static unsafe OrtValue Value<T>(T[] memory, TensorElementType type, long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0), (long)memory.Length * sizeof(T));
}
