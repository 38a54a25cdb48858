
namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>What a code point means for where a grapheme cluster ends.</summary>
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
