using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.Encoders.Columns;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Base class for definitions of a kind of encoder. To add a kind, derive from it, implement <see cref="IEncoderKind{TSelf}"/>, register the kind with
/// <see cref="EncoderKindAttribute{TDefinition}"/>, and derive a model from <see cref="EmbeddingModel{TInput}"/>. Stages, zips and fingerprints then work as with
/// the kinds of this package.
/// </summary>
/// <typeparam name="TInput">Type of the inputs: <c>ReadOnlyMemory&lt;char&gt;</c> for texts.</typeparam>
/// <remarks>Derived classes must be immutable and thread-safe.</remarks>
public abstract class EncoderDefinition<TInput> : EncoderDefinition
{
    /// <summary>Creates a definition of settings and files.</summary>
    /// <param name="settings">Settings that change vectors, and no others: <see cref="EncoderSettings.ToJson"/> writes them. Do not change them afterwards.</param>
    /// <param name="files">Files, such as weights and vocabularies.</param>
    /// <exception cref="InvalidOperationException">The assembly of this class does not register it as a kind.</exception>
    protected EncoderDefinition(JsonObject settings, ModelFiles files)
        : base(settings, files)
    {
    }

    /// <summary>Creates a decorator of another definition, with its kind, settings, files and fingerprint. It is saved as that definition.</summary>
    /// <param name="inner">The definition to decorate.</param>
    protected EncoderDefinition(EncoderDefinition<TInput> inner)
        : base(inner)
    {
    }

    /// <summary>
    /// Types of column that the encoder reads. If a column has vectors of such texts or keys, a stage encodes all inputs of a row and combines their vectors
    /// (<see cref="InputCombination"/>).
    /// </summary>
    public abstract IReadOnlyList<InputColumn<TInput>> Columns { get; }

    internal sealed override string ColumnTypes => string.Join(", ", Columns.Select(column => column.TypeName));

    /// <summary>Opens an encoder. It may share resources with other open encoders, such as an inference session.</summary>
    /// <param name="context">The device to run on.</param>
    /// <returns>The encoder, which the caller disposes of.</returns>
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
