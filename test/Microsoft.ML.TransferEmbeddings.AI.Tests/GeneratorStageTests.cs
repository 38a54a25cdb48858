using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>A generator's stage keeps the contract of every stage; its zip finds the generator in the context.</summary>
public sealed class GeneratorStageTests : TransformerContract<ReadOnlyMemory<char>>, IAsyncLifetime
{
    private LoopbackModel server = null!;

    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override IEnumerable<KeyValuePair<string, string?>> Environment =>
        [new("EMBEDDINGS_URL", server.Endpoint.AbsoluteUri), new("EMBEDDINGS_MODEL", LoopbackModel.Name)];

    public async ValueTask InitializeAsync() => server = await LoopbackModel.StartAsync();

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        Dispose();
        await server.DisposeAsync();
    }

    private protected override IServiceProvider Services { get; } = new EmbeddingGenerators(Generator(seed: 1));

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TextEmbeddingModel.FromGenerator(Generator(seed));

    /// <summary>The first is what the server has.</summary>
    private static IEmbeddingGenerator<string, Embedding<float>> Generator(int seed) => seed == 1
        ? TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { ModelId = LoopbackModel.Name })
        : TextEmbeddingModel.Default.WithPromptText($"{seed} ").AsEmbeddingGenerator(new ModelGeneratorOptions { ModelId = $"{LoopbackModel.Name}-{seed}" });
}
