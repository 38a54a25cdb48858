namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>An access token of the hub. It is in no message.</summary>
internal static class AccessToken
{
    /// <summary>As Hugging Face's own tools do: line ends, which an editor or a secret's file leaves, are no part of a token.</summary>
    /// <returns>Null for none.</returns>
    public static string? Clean(string? text) => text?.Replace("\r", "").Replace("\n", "").Trim() is { Length: > 0 } token ? token : null;

    /// <summary>Whether the text can be sent in a header.</summary>
    public static bool IsValid(string token) => token.All(character => character is > ' ' and <= '~');

    public static string Problem(string origin) =>
        $"{origin} is not a token: it has a space, a line feed, a control character or a letter that is not ASCII. Copy the token from the hub again, alone.";
}
