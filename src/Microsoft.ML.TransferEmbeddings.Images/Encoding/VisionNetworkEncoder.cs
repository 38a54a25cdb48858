using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// Images through an ONNX graph, one a run: on a CPU a batch of images is slower than as many runs at once as there are processors, with one thread each.
/// Each worker decodes, prepares and runs its image: while one decodes another runs the network, and no more images are in memory than there are workers.
/// </summary>
internal sealed class VisionNetworkEncoder : RowEncoder<ImageInput>
{
    private readonly VisionNetworkSettings settings;
    private readonly OnnxSession lease;
    private readonly OnnxImageInput input;
    private readonly IReadOnlyList<OnnxImageLayer> layers;
    private readonly LayerPooling[] poolings;
    private readonly ConcurrentBag<OnnxImageRun> idle = [];
    private readonly string fileName;
    private readonly int height;
    private readonly int width;
    private volatile bool released;

    /// <param name="graph">Ends at the layers.</param>
    /// <param name="settings">What makes the vector of them.</param>
    /// <param name="context">The device.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="firstRunLimit">How long the run may take that is made here; null for the usual one.</param>
    public VisionNetworkEncoder(ModelFile graph, VisionNetworkSettings settings, EncoderContext context, string fileName, TimeSpan? firstRunLimit = null)
    {
        this.settings = settings;
        this.fileName = fileName;
        lease = OnnxSession.Open(graph, context, hasOneShape: true, fileName);
        try
        {
            OnnxImageInput? found = null;
            lease.Use(0, (session, _) => found = OnnxImageInput.Find(session, settings.Layout, fileName));
            input = found!;
            Preprocessing = settings.Preprocessing.ToPreprocessing() with { Layout = input.Layout };
            (height, width) = OutputSize();
            layers = Probe(firstRunLimit);
            var pooling = settings.Pooling is null ? null : ImagePooling.Parse(settings.Pooling);
            poolings = [.. layers.Select(layer => new LayerPooling($"'{layer.Name}' of the graph '{fileName}'", layer.Shape, isSquare: height == width, pooling))];
            Dimension = poolings.Sum(layer => layer.Dimension);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    public override int Dimension { get; }

    public override string Device => lease.Device;

    public ImagePreprocessing Preprocessing { get; }

    public OnnxImageInput Input => input;

    /// <summary>Height and width of the images.</summary>
    public (int Height, int Width) ImageSize => (height, width);

    public IReadOnlyList<ImageNetworkLayer> Layers => [.. layers.Zip(poolings, (layer, pooling) => new ImageNetworkLayer(layer.Name, pooling.Pooling, pooling.IsByPlaces))];

    public IReadOnlyList<int> LayerLengths => [.. poolings.Select(pooling => pooling.Dimension)];

    /// <summary>An image takes milliseconds.</summary>
    protected override int InputsPerThread => 1;

    protected override void EncodeOne(ImageInput input, Span<float> vector)
    {
        var reading = input.Read(Preprocessing);
        if (reading.Pixels is not null)
        {
            Encode(reading.Pixels, vector);
            return;
        }
        string name = input.Name;
        HandleInvalid($"The image {name} can't be used: {reading.Reason}.", () => new ImageLoadException(name, reading.Problem!.Value, $"{reading.Reason}. Take it out of the data, or choose another {nameof(InvalidInputHandling)}"), vector);
    }

    /// <summary>Disposes of the pixels.</summary>
    private void Encode(PixelBuffer pixels, Span<float> vector)
    {
        using (pixels)
        {
            var run = idle.TryTake(out var waiting) ? waiting : new OnnxImageRun(input, height, width, layers);
            try
            {
                Encode(run, pixels, vector);
            }
            finally
            {
                idle.Add(run);
                if (released)
                    Drain();
            }
        }
    }

    protected override void Release()
    {
        released = true;
        lease.Dispose();
        Drain();
    }

    /// <summary>A run that was still going gives its memory back when it ends.</summary>
    private void Drain()
    {
        while (idle.TryTake(out var run))
            run.Dispose();
    }

    private void Encode(OnnxImageRun run, PixelBuffer pixels, Span<float> vector)
    {
        vector.Clear();
        Add(run, pixels, vector);
        if (settings.FlipAveraging)
        {
            for (int row = 0; row < pixels.Height; row++)
                pixels.Pixels.Slice(row * pixels.Width, pixels.Width).Reverse();
            Add(run, pixels, vector);
            TensorPrimitives.Multiply(vector, 0.5f, vector);
        }
        if (settings.Normalize && TensorPrimitives.Norm(vector) is > 0 and var length)
            TensorPrimitives.Divide(vector, length, vector);
    }

    /// <summary>Adds the image's vector.</summary>
    private void Add(OnnxImageRun run, PixelBuffer pixels, Span<float> vector)
    {
        run.SetImage(pixels, Preprocessing.Writer);
        try
        {
            lease.Use(run, static (session, run) => run.Run(session));
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"The graph '{fileName}' failed on an image of {height} x {width}: {e.Message}", e);
        }
        Span<float> pooled = Dimension <= 4096 ? stackalloc float[Dimension] : new float[Dimension];
        int at = 0;
        for (int i = 0; i < poolings.Length; i++)
        {
            poolings[i].Pool(run.Layer(i), pooled.Slice(at, poolings[i].Dimension));
            at += poolings[i].Dimension;
        }
        if (settings.Softmax)
            TensorPrimitives.SoftMax(pooled, pooled);
        TensorPrimitives.Add(vector, pooled, vector);
    }

    private (int Height, int Width) OutputSize()
    {
        var size = Preprocessing.OutputSize ?? throw new ArgumentException(
            $"The preprocessing ({Preprocessing}) gives images of different sizes, and the network takes one. Set a Crop, or resize to a fixed size.");
        return (input.Height ?? size.Height, input.Width ?? size.Width) == size
            ? size
            : throw new ArgumentException(
                $"The preprocessing gives images of {size.Height} x {size.Width}, and the graph '{fileName}' takes {(input.Height is { } rows ? $"{rows}" : "any")} x {(input.Width is { } columns ? $"{columns}" : "any")}. Set the Crop, or the size of the Resize, to what the graph takes.");
    }

    /// <summary>The shapes of the layers are found out now, and what the network can't do.</summary>
    private IReadOnlyList<OnnxImageLayer> Probe(TimeSpan? limit)
    {
        var found = new FirstImageRun(lease, input, Preprocessing, fileName, limit).Read(settings.Layers, LayerOf);
        return found.FirstOrDefault(layer => layer.Shape.Contains(0)) is { } empty
            ? throw new InvalidDataException($"The graph '{fileName}' gives the layer '{empty.Name}' in the shape [{string.Join(", ", empty.Shape)}], without a value. Name another layer, or download or copy the file again.")
            : found;
    }

    /// <exception cref="NotSupportedException">The output is no tensor of Float or Float16.</exception>
    private OnnxImageLayer LayerOf(string name, OrtValue value)
    {
        if (!value.IsTensor)
            throw new NotSupportedException($"The layer '{name}' of the graph '{fileName}' is a {value.OnnxType.ToString()["ONNX_TYPE_".Length..].ToLowerInvariant()} and no tensor. Name another layer.");
        var type = value.GetTensorTypeAndShape();
        return type.ElementDataType is TensorElementType.Float or TensorElementType.Float16
            ? new OnnxImageLayer(name, type.Shape, type.ElementDataType == TensorElementType.Float16)
            : throw new NotSupportedException($"The layer '{name}' of the graph '{fileName}' is of {type.ElementDataType}; Float and Float16 are known. Name another layer.");
    }
}
