namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>The real model, and a few texts of three classes.</summary>
internal static class MiniLM
{
    private static readonly Lock Gate = new();
    private static TextEmbeddingModel? model;

    public static string Folder => SharedFiles.Find("models/all-MiniLM-L6-v2");

    public static LabeledText[] Texts { get; } =
    [
        new("How many legs does a spider have ?", "number"), new("How far is it from Denver to Aspen ?", "number"), new("How much does the Moon weigh ?", "number"),
        new("How old is the universe ?", "number"), new("Who wrote Hamlet ?", "person"), new("Who was the first man in space ?", "person"),
        new("What actor played Zorro ?", "person"), new("Who owns the Eiffel Tower ?", "person"), new("Where is the Louvre ?", "place"),
        new("What country has the largest forest ?", "place"), new("Where did Bach live ?", "place"), new("Which city is called the Big Apple ?", "place"),
    ];

    /// <summary>One for all tests.</summary>
    public static TextEmbeddingModel Model
    {
        get
        {
            lock (Gate)
                return model ??= TextEmbeddingModel.FromDirectory(Folder);
        }
    }

    /// <summary>The mean cosine of texts of one class less that of texts of two.</summary>
    public static double Contrast(TextEmbeddingModel model)
    {
        float[][] vectors = model.Embed(Texts.Select(row => row.Text));
        var pairs = from i in Enumerable.Range(0, Texts.Length)
                    from j in Enumerable.Range(0, i)
                    select (IsSame: Texts[i].Label == Texts[j].Label, Cosine: vectors[i].Zip(vectors[j], (a, b) => a * b).Sum());
        return pairs.Where(pair => pair.IsSame).Average(pair => pair.Cosine) - pairs.Where(pair => !pair.IsSame).Average(pair => pair.Cosine);
    }
}
