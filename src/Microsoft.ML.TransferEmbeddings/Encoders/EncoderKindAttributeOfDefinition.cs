namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Registers a kind of encoder in its assembly: <c>[assembly: EncoderKind&lt;NGramDefinition&gt;("character-n-grams")]</c>. A model zip names the kind and the
/// assembly, so that it loads in any program that references the assembly. Immutable.
/// </summary>
/// <param name="name">Name of the kind in model zips and fingerprints, such as "character-n-grams". It must be unique in the assembly and never change.</param>
/// <typeparam name="TDefinition">Class of the kind's definitions.</typeparam>
public sealed class EncoderKindAttribute<TDefinition>(string name) : EncoderKindAttribute(name, typeof(TDefinition))
    where TDefinition : EncoderDefinition, IEncoderKind<TDefinition>
{
    internal override EncoderDefinition Restore(SavedEncoder saved) => TDefinition.Restore(saved);
}
