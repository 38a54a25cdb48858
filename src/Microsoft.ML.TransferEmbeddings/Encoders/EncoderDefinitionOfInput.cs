using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.Encoders.Columns;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A kind of encoder: derive from it, implement <see cref="IEncoderKind{TSelf}"/>, register the kind with <see cref="EncoderKindAttribute{TDefinition}"/>, and put an
/// <see cref="EmbeddingModel{TInput}"/> on top. Stages, zips and fingerprints then work with it as with the kinds of this package.
/// </summary>
/// <typeparam name="TInput">What is encoded: <c>ReadOnlyMemory&lt;char&gt;</c> for texts.</typeparam>
/// <remarks>A definition must be immutable and thread-safe.</remarks>
public abstract class EncoderDefinition<TInput> : EncoderDefinition
{
    /// <summary>Takes what makes the vectors.</summary>
    /// <param name="settings">Settings that change vectors, and no others: <see cref="EncoderSettings.ToJson"/> writes them.</param>
    /// <param name="files">Weights and vocabularies.</param>
    /// <exception cref="InvalidOperationException">The assembly of this class does not register it as a kind.</exception>
    protected EncoderDefinition(JsonObject settings, ModelFiles files)
        : base(settings, files)
    {
    }

    /// <summary>A decorator: it has the kind, the settings, the files and so the fingerprint of another definition, whose encoder it opens, and is saved as that one.</summary>
    /// <param name="inner">The definition.</param>
    protected EncoderDefinition(EncoderDefinition<TInput> inner)
        : base(inner)
    {
    }

    /// <summary>
    /// The types of column that have inputs for the encoder. Where a column has vectors of such texts or keys, a stage encodes all of a row and combines their
    /// vectors (<see cref="InputCombination"/>).
    /// </summary>
    public abstract IReadOnlyList<InputColumn<TInput>> Columns { get; }

    internal sealed override string ColumnTypes => string.Join(", ", Columns.Select(column => column.TypeName));

    /// <summary>Opens an encoder. What it shares with others that are open, such as an inference session, is its own affair.</summary>
    /// <param name="context">Where it runs.</param>
    /// <returns>An encoder, which the caller disposes of.</returns>
    public abstract EmbeddingEncoder<TInput> Open(EncoderContext context);

    internal sealed override EmbeddingEncoder OpenForStage(EncoderContext context, InputReports reports) => new ReopeningEncoder<TInput>(this, context, reports);

    internal sealed override bool Accepts(DataViewType type) => Find(type) is not null || FindItem(type) is not null;

    internal sealed override ColumnEncoder Bind(EmbeddingEncoder encoder, DataViewType type, InputCombination combination)
    {
        var typed = (EmbeddingEncoder<TInput>)encoder;
        return Find(type)?.Bind(typed) ?? FindItem(type)!.BindVector(typed, combination, ((VectorDataViewType)type).Size);
    }

    /// <summary>The process's one definition of this content.</summary>
    internal EncoderDefinition<TInput> Shared() => IsDecorator ? this : (EncoderDefinition<TInput>)SharedDefinitions.Share(this);

    private InputColumn<TInput>? Find(DataViewType type) => Columns.FirstOrDefault(column => column.Accepts(type));

    /// <summary>A vector of numbers is one thing, such as an embedding, and no list of inputs.</summary>
    private InputColumn<TInput>? FindItem(DataViewType type) =>
        type is VectorDataViewType { ItemType: TextDataViewType or KeyDataViewType } vector ? Find(vector.ItemType) : null;
}
