using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Vectors of words. <see cref="Load"/> reads a file, <see cref="Word2VecTrainer"/> trains them on text, and <see cref="ToTextModel"/> makes an encoder of texts of
/// them. Immutable and thread-safe; nothing needs to be disposed of.
/// </summary>
/// <remarks>Words are case-sensitive, unless <see cref="Lookup"/> tries lower case.</remarks>
public sealed partial class WordVectors : KeyedVectors
{
    private readonly WordFile? file;

    /// <param name="words">Distinct, in the order of the rows.</param>
    /// <param name="table">words.Length × dimension values, a row after the other; owned by the new object.</param>
    /// <param name="dimension">At least 1.</param>
    internal WordVectors(string[] words, float[] table, int dimension)
        : this(new WordTable(words, table, dimension))
    {
    }

    internal WordVectors(WordTable table, WordFile? file = null, WordLookup? lookup = null)
        : base(table, lookup) => this.file = file;

    /// <summary>Whether the vectors of words that are not in the list can be computed from their character n-grams, as in fastText's binary models.</summary>
    public bool HasSubwords => Table.Subwords is not null;

    /// <summary>Lookup for words that are not in the list as they are spelled.</summary>
    public WordLookup Lookup => EffectiveLookup;

    /// <summary>Creates word vectors of rows in memory, as <see cref="KeyedVectors.Create"/> does.</summary>
    /// <param name="names">Distinct words, case-sensitive.</param>
    /// <param name="rows">A vector for each word, all of the same length and with finite values.</param>
    /// <exception cref="ArgumentException">A word or a row can't be used; the message names it.</exception>
    public static new WordVectors Create(IEnumerable<string> names, IEnumerable<float[]> rows) => new(TableBuilder.Build(names, rows));

    /// <summary>Makes word vectors with another lookup, which share the vectors in memory with these.</summary>
    /// <param name="lookup">The lookup.</param>
    /// <exception cref="ArgumentNullException"><paramref name="lookup"/> is null.</exception>
    public WordVectors WithLookup(WordLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        return new WordVectors(Table, file, lookup);
    }
}
