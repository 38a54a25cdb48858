namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Registers a kind of encoder: use <see cref="EncoderKindAttribute{TDefinition}"/>.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class EncoderKindAttribute : Attribute
{
    private protected EncoderKindAttribute(string name, Type definitionType)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        DefinitionType = definitionType;
    }

    /// <summary>The name of the kind in model zips and fingerprints.</summary>
    public string Name { get; }

    /// <summary>The class of its definitions.</summary>
    public Type DefinitionType { get; }

    internal abstract EncoderDefinition Restore(SavedEncoder saved);
}
