using Microsoft.ML.TransferEmbeddings.AI.Requests;

namespace Microsoft.ML.TransferEmbeddings.AI.Generators;

/// <summary>A model that somebody else runs with the generator at hand. It is saved without it.</summary>
internal sealed class ConnectedDefinition(GeneratorDefinition inner, GeneratorConnection connection) : EncoderDefinition<ReadOnlyMemory<char>>(inner)
{
    private readonly GeneratorDefinition inner = inner;

    public override IReadOnlyList<InputColumn<ReadOnlyMemory<char>>> Columns => inner.Columns;

    public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => new GeneratorEncoder(inner, connection);
}
