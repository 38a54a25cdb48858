namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Base class of the attribute that registers a kind of encoder: use <see cref="EncoderKindAttribute{TDefinition}"/>. Immutable.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class EncoderKindAttribute : Attribute
{
    private protected EncoderKindAttribute(string name, Type definitionType)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        DefinitionType = definitionType;
    }

    /// <summary>Name of the kind in model zips and fingerprints.</summary>
    public string Name { get; }

    /// <summary>Class of the kind's definitions.</summary>
    public Type DefinitionType { get; }

    internal abstract EncoderDefinition Restore(SavedEncoder saved);
}
