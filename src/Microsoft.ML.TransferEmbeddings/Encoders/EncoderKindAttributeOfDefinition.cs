namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Registers a kind of encoder in the assembly that has it: <c>[assembly: EncoderKind&lt;NGramDefinition&gt;("character-n-grams")]</c>. A model zip names the kind and
/// the assembly, so that it loads in any program that references the assembly, without a call.
/// </summary>
/// <param name="name">The name of the kind in model zips and fingerprints, such as "character-n-grams"; no other kind of the assembly has it, and it stays.</param>
/// <typeparam name="TDefinition">The class of its definitions.</typeparam>
public sealed class EncoderKindAttribute<TDefinition>(string name) : EncoderKindAttribute(name, typeof(TDefinition))
    where TDefinition : EncoderDefinition, IEncoderKind<TDefinition>
{
    internal override EncoderDefinition Restore(SavedEncoder saved) => TDefinition.Restore(saved);
}
