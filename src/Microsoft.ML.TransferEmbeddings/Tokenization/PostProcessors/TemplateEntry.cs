namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>A place in a template.</summary>
/// <param name="SpecialIds">The special tokens that stand there; null: a text does.</param>
/// <param name="Sequence">Which text: 0 the first, 1 the second.</param>
/// <param name="TypeId">The type of the tokens.</param>
internal sealed record TemplateEntry(int[]? SpecialIds, int Sequence, int TypeId)
{
    public static readonly TemplateEntry First = new(null, 0, 0), Second = new(null, 1, 0);

    public static TemplateEntry Special(int id) => new([id], 0, 0);
}
