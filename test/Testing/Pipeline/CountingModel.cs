namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>A real model whose encoders count what they are asked for.</summary>
internal sealed class CountingModel<TInput> : EmbeddingModel<TInput>
{
    private readonly CountingDefinition counts;

    public CountingModel(EmbeddingModel<TInput> inner)
        : this(new CountingDefinition(inner.Definition))
    {
    }

    private CountingModel(CountingDefinition counts)
        : base(counts) => this.counts = counts;

    public int Calls => counts.calls;

    public int Rows => counts.rows;

    /// <summary>Rows after which the encoder throws; null for never.</summary>
    public int? FailAfter { get => counts.failAfter; set => counts.failAfter = value; }

    /// <summary>Encoders that were opened.</summary>
    public int Opened => counts.opened;

    /// <summary>Encoders that are open now.</summary>
    public int Open => counts.opened - counts.released;

    private sealed class CountingDefinition : EncoderDefinition<TInput>
    {
        public int calls;
        public int rows;
        public int opened;
        public int released;
        public int? failAfter;
        private readonly EncoderDefinition<TInput> inner;

        public CountingDefinition(EncoderDefinition<TInput> inner)
            : base(inner) => this.inner = inner;

        public override IReadOnlyList<InputColumn<TInput>> Columns => inner.Columns;

        public override EmbeddingEncoder<TInput> Open(EncoderContext context)
        {
            Interlocked.Increment(ref opened);
            return new Encoder(this, inner.Open(context));
        }

        private sealed class Encoder(CountingDefinition counts, EmbeddingEncoder<TInput> inner) : EmbeddingEncoder<TInput>
        {
            public override int Dimension => inner.Dimension;

            protected override void EncodeMany(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
            {
                Interlocked.Increment(ref counts.calls);
                Interlocked.Add(ref counts.rows, inputs.Length);
                if (counts.rows > counts.failAfter)
                    throw new InvalidOperationException("It fails as asked.");
                inner.Encode(inputs, vectors, execution, cancellationToken);
            }

            protected override void EncodeOne(TInput input, Span<float> vector)
            {
                Interlocked.Increment(ref counts.calls);
                Interlocked.Increment(ref counts.rows);
                inner.Encode(input, vector);
            }

            protected override void Release()
            {
                Interlocked.Increment(ref counts.released);
                inner.Dispose();
            }
        }
    }
}
