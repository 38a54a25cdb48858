namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>A step that cuts a normalized text into words. Thread-safe.</summary>
internal interface IPreTokenizer
{
    /// <summary>Whether the words depend on where in the original text they came from: the text must then have origins.</summary>
    bool ReadsOrigins => false;

    /// <summary>Cuts each word of <paramref name="text"/> into smaller ones.</summary>
    void PreTokenize(PreTokenizedText text);
}
