
namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>From a pooled vector to the text's vector: the modules, the cut, the last normalization. Thread-safe.</summary>
internal sealed class VectorPipeline
{
    [ThreadStatic]
    private static float[]? scratch;

    private readonly VectorModule[] modules;
    private readonly bool normalize;
    private readonly int widest;

    /// <param name="settings">What is done.</param>
    /// <param name="parts">The model's files, those of the modules among them.</param>
    /// <param name="inputDimension">Of the pooled vector.</param>
    /// <exception cref="InvalidDataException">A module's weights are damaged or have another shape.</exception>
    public VectorPipeline(VectorSettings settings, IReadOnlyList<ModelFile> parts, int inputDimension)
    {
        normalize = settings.Normalize;
        modules = new VectorModule[settings.Modules.Count];
        int dimension = widest = InputDimension = inputDimension;
        for (int i = 0; i < modules.Length; i++)
        {
            modules[i] = Create(settings.Modules[i], parts, dimension);
            dimension = modules[i].OutputDimension;
            widest = Math.Max(widest, dimension);
        }
        OutputDimension = Math.Min(dimension, settings.Dimensions ?? dimension);
    }

    public int InputDimension { get; }

    public int OutputDimension { get; }

    /// <param name="pooled">InputDimension values.</param>
    /// <param name="vector">OutputDimension values.</param>
    public void Apply(ReadOnlySpan<float> pooled, Span<float> vector)
    {
        if (modules.Length > 0)
        {
            if (scratch is null || scratch.Length < 2 * widest)
                scratch = new float[2 * widest];
            for (int i = 0; i < modules.Length; i++)
            {
                var output = scratch.AsSpan(i % 2 * widest, modules[i].OutputDimension);
                modules[i].Apply(pooled, output);
                pooled = output;
            }
        }
        if (normalize)
            NormalizeModule.Normalize(pooled[..vector.Length], vector);
        else
            pooled[..vector.Length].CopyTo(vector);
    }

    private static VectorModule Create(VectorModuleSettings settings, IReadOnlyList<ModelFile> parts, int dimension)
    {
        if (settings.Type == VectorModuleSettings.Normalize)
            return new NormalizeModule(dimension);
        var weights = new WeightsFile(parts.FirstOrDefault(part => part.Name == settings.Weights)
            ?? throw new InvalidDataException($"The model lacks the part '{settings.Weights}', the weights of a {settings.Type} module. Copy or save the zip again."));
        return settings.Type switch
        {
            VectorModuleSettings.Dense => new DenseModule(weights, settings, dimension),
            VectorModuleSettings.LayerNorm => new LayerNormModule(weights, dimension),
            _ => throw new NotSupportedException($"The model zip holds a module '{settings.Type}', which this version of Microsoft.ML.TransferEmbeddings does not know. Update the package."),
        };
    }
}
