namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Multimodal;

/// <summary>1,000 photos, one of each class of ImageNet, with WordNet's definitions of the classes, and 12 coarse labels: artifact, mammal, food …</summary>
internal sealed class GlossCorpus
{
    public const int Folds = 5;

    private readonly MLContext ml = new(seed: 1);

    /// <param name="shared">A folder with models/ and data/.</param>
    public GlossCorpus(string shared)
    {
        string folder = Path.Combine(shared, "data/multimodal/imagenet1k-gloss");
        string[][] lines = [.. File.ReadLines(Path.Combine(folder, "items.tsv")).Skip(1).Select(line => line.Split('\t'))];
        using var texts = TextEmbeddingModel.FromDirectory(Path.Combine(shared, "models/all-MiniLM-L6-v2"));
        using var images = ImageEmbeddingModel.FromDirectory(Path.Combine(shared, "models/efficientnet-lite0"));
        (TextDimension, ImageDimension) = (texts.Dimension, images.Dimension);
        var rows = ml.Data.LoadFromEnumerable(lines.Select(line => new Source { File = Path.Combine(folder, line[0]), Gloss = line[1] }));
        var stage = ml.Transforms.Text.EmbedText("Text", nameof(Source.Gloss), texts).Append(ml.Transforms.EmbedImages("Image", images, nameof(Source.File))).Fit(rows);
        var vectors = ml.Data.CreateEnumerable<Embedded>(stage.Transform(rows), reuseRowObject: false);
        Items = [.. lines.Zip(vectors, (line, row) => new GlossItem { Class = line[2], Fold = int.Parse(line[3]) % Folds, Text = row.Text, Image = row.Image })];
    }

    public IReadOnlyList<GlossItem> Items { get; }

    public int TextDimension { get; }

    public int ImageDimension { get; }

    /// <summary>Rows with their label as a key that is the same in all parts.</summary>
    public IDataView View(IEnumerable<GlossItem> items)
    {
        var all = ml.Data.LoadFromEnumerable(Items, GlossItem.SchemaOf(TextDimension, ImageDimension));
        var key = ml.Transforms.Conversion.MapValueToKey("Label", nameof(GlossItem.Class)).Fit(all);
        return key.Transform(ml.Data.LoadFromEnumerable(items.ToArray(), GlossItem.SchemaOf(TextDimension, ImageDimension)));
    }

    private sealed class Source
    {
        public string File { get; set; } = "";

        public string Gloss { get; set; } = "";
    }

    private sealed class Embedded
    {
        public float[] Text { get; set; } = [];

        public float[] Image { get; set; } = [];
    }
}
