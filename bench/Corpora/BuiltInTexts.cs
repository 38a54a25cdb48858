namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

/// <summary>Texts for those who have no file at hand: a customer's questions, each with a number of its own.</summary>
internal static class BuiltInTexts
{
    private const int Count = 10_000;

    private static readonly string[] Questions =
    [
        "I am still waiting for the parcel of order",
        "Why was my card charged twice for invoice",
        "How do I change the delivery address of shipment",
        "The app shows an error when I open statement number",
        "Please cancel the transfer with the reference",
        "Could you tell me what the exchange rate was on booking",
        "My payment was declined although there is enough money on account",
        "I would like a refund, the goods arrived broken, see ticket",
    ];

    public static TextCorpus Create() =>
        new("built-in texts", [.. Enumerable.Range(0, Count).Select(i => $"{Questions[i % Questions.Length]} {i}")]);
}
