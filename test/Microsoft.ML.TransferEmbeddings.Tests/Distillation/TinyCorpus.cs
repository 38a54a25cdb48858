namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

/// <summary>Sentences of the tiny vocabulary's words, some of which often stand side by side.</summary>
internal static class TinyCorpus
{
    private static readonly string[] Words = ["the", "text", "of", "row", "number", "good", "bad", "rowing", "texted", "a1", "b2"];

    public static string[] Create(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(2, 9)).Select(_ => random.GetItems(Words, 1)[0])) + random.GetItems(["", ".", " of the row"], 1)[0])];
    }
}
