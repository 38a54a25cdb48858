using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.Encoders.Columns;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Definition of an encoder: everything that determines its vectors, which is its kind, settings and files. A model zip holds it, and encoders are opened from it.
/// Base class without the type of the inputs: derive from <see cref="EncoderDefinition{TInput}"/>.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public abstract class EncoderDefinition
{
    private readonly JsonObject settings;
    private string? fingerprint;

    private protected EncoderDefinition(JsonObject settings, ModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(files);
        this.settings = settings;
        Files = files;
        Registration = EncoderKinds.Of(GetType());
    }

    private protected EncoderDefinition(EncoderDefinition inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        settings = inner.settings;
        Files = inner.Files;
        Registration = inner.Registration;
        IsDecorator = true;
    }

    /// <summary>Name of the kind, as <see cref="EncoderKindAttribute{TDefinition}"/> registers it.</summary>
    public string Kind => Registration.Name;

    /// <summary>Settings that determine the vectors, as <see cref="EncoderSettings.ToJson"/> wrote them. Each call returns a copy, which may be changed.</summary>
    public JsonObject Settings => settings.DeepClone().AsObject();

    /// <summary>Files of the encoder, such as weights and vocabularies.</summary>
    public ModelFiles Files { get; }

    /// <summary>
    /// Hash of the encoder's content: encoders with equal fingerprints give equal vectors. SHA-256 of the kind, the settings and the files' names and hashes, in 64 hexadecimal digits;
    /// it does not depend on the order of settings and files.
    /// </summary>
    public string Fingerprint => fingerprint ??= EncoderFingerprint.Compute(Kind, settings, Files);

    internal EncoderKindAttribute Registration { get; }

    /// <summary>Two decorators of one definition are not the same.</summary>
    internal bool IsDecorator { get; }

    /// <summary>The types of column that have inputs for the encoder, for messages.</summary>
    internal abstract string ColumnTypes { get; }

    /// <summary>
    /// Returns an object that the encoder offers besides vectors, such as the word vectors or the tokenizer that it uses.
    /// </summary>
    /// <param name="serviceType">The type of the object.</param>
    /// <returns>The object, which stays the definition's; null if it has none of this type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is null.</exception>
    public virtual object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>
    /// Refuses a column whose type is right but whose values have another meaning than those that the encoder was made for, such as keys with other names. The base
    /// class accepts every column.
    /// </summary>
    /// <param name="column">The input column.</param>
    /// <exception cref="InvalidOperationException">The column's values have another meaning; the message names the column.</exception>
    public virtual void CheckColumn(DataViewSchema.Column column)
    {
    }

    /// <summary>Whether the vectors of data that is read again are kept in memory without being asked for.</summary>
    internal abstract bool KeepsVectors { get; }

    /// <summary>Wraps an encoder of this definition.</summary>
    internal abstract EmbeddingEncoder Decorate(EmbeddingEncoder encoder, IEncoderDecorator decorator);

    /// <summary>Opens an encoder that can be disposed of and used again.</summary>
    internal abstract EmbeddingEncoder OpenForStage(EncoderContext context, InputReports reports);

    /// <summary>Whether columns of this type have inputs for the encoder.</summary>
    internal abstract bool Accepts(DataViewType type);

    /// <summary>Makes an encoder of a column's values. The type must be one that is accepted.</summary>
    /// <exception cref="NotSupportedException">The inputs of a row can't be combined as is wanted.</exception>
    internal abstract ColumnEncoder Bind(EmbeddingEncoder encoder, DataViewType type, InputCombination combination);
}
