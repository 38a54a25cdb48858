namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Addresses as messages show them: without a password, and without a query, which may be a signature.</summary>
internal static class HubAddress
{
    public static string Show(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Of a text that may be no address.</summary>
    public static string Show(string? text)
    {
        int end = text?.LastIndexOf('@') ?? -1;
        if (end < 0)
            return text ?? "";
        int scheme = text!.IndexOf("://", StringComparison.Ordinal);
        return string.Concat(scheme >= 0 && scheme < end ? text.AsSpan(0, scheme + 3) : "", "…", text.AsSpan(end));
    }
}
