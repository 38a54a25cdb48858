
namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>Role of a code point at the boundaries of grapheme clusters.</summary>
internal enum GraphemeClass : byte
{
    Other,
    CarriageReturn,
    LineFeed,
    Control,
    Extend,
    Joiner,
    SpacingMark,
    Prepend,
    RegionalIndicator,
    Pictographic,

    /// <summary>A consonant of a script that writes clusters of them.</summary>
    Consonant,
    Lead,
    Vowel,
    Tail,

    /// <summary>A Hangul syllable without tail.</summary>
    OpenSyllable,

    /// <summary>A Hangul syllable with tail.</summary>
    ClosedSyllable,
}
