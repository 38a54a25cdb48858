namespace Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;

/// <summary>An entry of tokenizer.json's <c>added_tokens</c>.</summary>
/// <param name="Content">The token's own text.</param>
/// <param name="Id">Its id.</param>
/// <param name="SingleWord">Found only where no word character is its neighbor.</param>
/// <param name="StripLeft">Takes the white space before it along.</param>
/// <param name="StripRight">Takes the white space after it along.</param>
/// <param name="Normalized">Found in the normalized text, by its own normalized content.</param>
internal sealed record AddedToken(
    string Content, int Id, bool SingleWord = false, bool StripLeft = false, bool StripRight = false, bool Normalized = false);
