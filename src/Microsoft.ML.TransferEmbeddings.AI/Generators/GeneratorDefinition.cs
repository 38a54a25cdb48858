using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.AI.Generators;
using Microsoft.ML.TransferEmbeddings.AI.Requests;

[assembly: EncoderKind<GeneratorDefinition>("generator-text")]

namespace Microsoft.ML.TransferEmbeddings.AI.Generators;

/// <summary>A text model that somebody else runs, as a zip holds it: a name, and how to recognize it. Its generator comes from the context.</summary>
internal sealed class GeneratorDefinition : EncoderDefinition<ReadOnlyMemory<char>>, IEncoderKind<GeneratorDefinition>
{
    public GeneratorDefinition(GeneratorSettings settings)
        : base(EncoderSettings.ToJson(settings), new ModelFiles())
    {
        if (settings.Dimension < 1 || settings.Check.Length != settings.Dimension)
            throw new InvalidDataException($"The saved model '{settings.Name}' has {settings.Dimension:N0} dimensions and a check vector of {settings.Check.Length:N0}. The model zip is damaged. Copy or save it again.");
        Name = settings.Name;
        Dimension = settings.Dimension;
        RequestedDimensions = settings.RequestedDimensions;
        Check = settings.Check;
    }

    public string Name { get; }

    public int Dimension { get; }

    public int? RequestedDimensions { get; }

    /// <summary>The vector of <see cref="CheckVector.Text"/>.</summary>
    public float[] Check { get; }

    public override IReadOnlyList<InputColumn<ReadOnlyMemory<char>>> Columns { get; } = [InputColumn.Text];

    public static GeneratorDefinition Restore(SavedEncoder saved) => new(saved.ReadSettings<GeneratorSettings>());

    public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => new GeneratorEncoder(this, FoundGenerators.Connect(this, context.Services));
}
