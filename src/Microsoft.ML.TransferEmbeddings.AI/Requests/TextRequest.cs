using System.Text;

namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>Texts that are asked for together.</summary>
/// <param name="Texts">Distinct, and none of them empty.</param>
/// <param name="Bytes">Of the texts in UTF-8.</param>
internal sealed record TextRequest(IReadOnlyList<string> Texts, long Bytes)
{
    /// <summary>Texts in their order, in as few requests as the limits allow.</summary>
    public static IReadOnlyList<TextRequest> Split(IEnumerable<string> texts, GeneratorRequestOptions options)
    {
        // One of several is the check text.
        int maxTexts = Math.Max(1, options.MaxTexts - 1);
        var requests = new List<TextRequest>();
        var current = new List<string>();
        long bytes = 0;
        foreach (string text in texts)
        {
            int length = Encoding.UTF8.GetByteCount(text);
            if (current.Count == maxTexts || (current.Count > 0 && bytes + length > options.MaxBytes))
                Finish();
            current.Add(text);
            bytes += length;
        }
        if (current.Count > 0)
            Finish();
        return requests;

        void Finish()
        {
            requests.Add(new TextRequest([.. current], bytes));
            current.Clear();
            bytes = 0;
        }
    }
}
