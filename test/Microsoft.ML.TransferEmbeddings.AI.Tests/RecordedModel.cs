using System.Collections.Concurrent;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>The model inside the package as one that gains by batches: it notes the size of every batch, and a test may hold a batch or make a text fail.</summary>
internal sealed class RecordedModel : EmbeddingModel<ReadOnlyMemory<char>>
{
    private readonly Recording recording;

    public RecordedModel()
        : this(new Recording(TextEmbeddingModel.Default.Definition))
    {
    }

    private RecordedModel(Recording recording)
        : base(recording) => this.recording = recording;

    /// <summary>Called on the encoder's thread before each batch, with its texts.</summary>
    public Action<string[], CancellationToken> OnBatch
    {
        set => recording.OnBatch = value;
    }

    /// <summary>The batches that were begun.</summary>
    public IReadOnlyList<string[]> Batches => [.. recording.Batches];

    private sealed class Recording(EncoderDefinition<ReadOnlyMemory<char>> inner) : EncoderDefinition<ReadOnlyMemory<char>>(inner)
    {
        private readonly EncoderDefinition<ReadOnlyMemory<char>> inner = inner;

        public ConcurrentQueue<string[]> Batches { get; } = new();

        public Action<string[], CancellationToken> OnBatch { get; set; } = (_, _) => { };

        public override IReadOnlyList<InputColumn<ReadOnlyMemory<char>>> Columns => inner.Columns;

        public override object? GetService(Type serviceType) => base.GetService(serviceType) ?? inner.GetService(serviceType);

        public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => new Encoder(this, inner.Open(context));

        private sealed class Encoder(Recording recording, EmbeddingEncoder<ReadOnlyMemory<char>> inner) : EmbeddingEncoder<ReadOnlyMemory<char>>
        {
            public override int Dimension => inner.Dimension;

            protected override void EncodeMany(
                ReadOnlyMemory<ReadOnlyMemory<char>> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
            {
                Note([.. inputs.ToArray().Select(text => text.ToString())], cancellationToken);
                inner.Encode(inputs, vectors, execution, cancellationToken);
            }

            protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
            {
                Note([input.ToString()], CancellationToken.None);
                inner.Encode(input, vector);
            }

            protected override void Release() => inner.Dispose();

            private void Note(string[] texts, CancellationToken cancellationToken)
            {
                recording.Batches.Enqueue(texts);
                recording.OnBatch(texts, cancellationToken);
            }
        }
    }
}
