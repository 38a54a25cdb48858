namespace Microsoft.ML.TransferEmbeddings.Encoders;

/// <summary>
/// A stage's encoder: disposing gives back what it holds, and the next use opens it again. ML.NET disposes of a model with the first
/// <see cref="PredictionEngine{TSrc, TDst}"/> that was made of it, and its own stages go on working.
/// </summary>
/// <typeparam name="TInput">What is encoded.</typeparam>
internal sealed class ReopeningEncoder<TInput> : EmbeddingEncoder<TInput>
{
    private readonly EncoderDefinition<TInput> definition;
    private readonly EncoderContext context;
    private readonly Lock gate = new();
    private volatile EmbeddingEncoder<TInput>? opened;
    private volatile string device = "";

    /// <summary>Opens it once: what is wrong with the model is told when a stage is made.</summary>
    public ReopeningEncoder(EncoderDefinition<TInput> definition, EncoderContext context, InputReports reports)
    {
        this.definition = definition;
        this.context = context;
        Reports = reports;
        Dimension = Open().Dimension;
    }

    public override int Dimension { get; }

    /// <summary>Of the last opening.</summary>
    public override string Device => device;

    private protected override bool ReopensWhenUsed => true;

    protected override void EncodeMany(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        while (true)
        {
            var encoder = Open();
            try
            {
                encoder.Encode(inputs, vectors, execution, cancellationToken);
                return;
            }
            catch (ObjectDisposedException) when (encoder != opened)
            {
                // Another thread disposed of it meanwhile.
            }
        }
    }

    protected override void EncodeOne(TInput input, Span<float> vector)
    {
        while (true)
        {
            var encoder = Open();
            try
            {
                encoder.Encode(input, vector);
                return;
            }
            catch (ObjectDisposedException) when (encoder != opened)
            {
                // Another thread disposed of it meanwhile.
            }
        }
    }

    protected override void Release()
    {
        EmbeddingEncoder<TInput>? closed;
        lock (gate)
        {
            closed = opened;
            opened = null;
        }
        closed?.Dispose();
    }

    private EmbeddingEncoder<TInput> Open()
    {
        if (opened is { } open)
            return open;
        lock (gate)
        {
            if (opened is null)
            {
                var encoder = definition.Open(context);
                encoder.Reports = Reports;
                device = encoder.Device;
                opened = encoder;
            }
            return opened;
        }
    }
}
