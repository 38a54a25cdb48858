using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

/// <summary>Texts with a name for the report.</summary>
internal sealed record TextCorpus(string Name, IReadOnlyList<string> Texts)
{
    /// <summary>One text a line, or the first column of a .csv with a header.</summary>
    /// <exception cref="ArgumentException">There is no text in it.</exception>
    public static TextCorpus Read(string file)
    {
        string[] texts = Path.GetExtension(file) == ".csv" ? ReadColumn(file, ',', column: 0, hasHeader: true, allowQuoting: true) : File.ReadAllLines(file);
        return texts.Any(text => text.Length > 0)
            ? new TextCorpus(Path.GetFileNameWithoutExtension(file), texts)
            : throw new ArgumentException($"'{file}' has no text. Give a text a line, or a .csv with a header and the texts in its first column.");
    }

    public static string[] ReadColumn(string file, char separator, int column, bool hasHeader, bool allowQuoting)
    {
        if (!File.Exists(file))
            throw new ArgumentException($"There is no file '{file}'.");
        var ml = new MLContext();
        var options = new TextLoader.Options
        {
            Separators = [separator],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            ReadMultilines = allowQuoting,
            Columns = [new TextLoader.Column("Text", DataKind.String, column)],
        };
        var view = ml.Data.CreateTextLoader(options).Load(file);
        return [.. view.GetColumn<string>("Text").Where(text => text.Length > 0)];
    }

    /// <summary>The first texts, or all where there are fewer.</summary>
    public TextCorpus Take(int count) => this with { Texts = [.. Texts.Take(count)] };

    /// <summary>The texts over and over, for work that is done before a clock can tell.</summary>
    public TextCorpus Repeat(int count) => this with { Texts = [.. Enumerable.Range(0, count).Select(i => Texts[i % Texts.Count])] };

    /// <summary>Long texts, each of so many neighboring ones.</summary>
    public TextCorpus Join(int count) => new($"{Name}, {count} texts in one", [.. Texts.Chunk(count).Where(texts => texts.Length == count).Select(texts => string.Join(' ', texts))]);

    /// <summary>The texts as the column "Text" of a data view.</summary>
    public IDataView ToDataView(MLContext ml) => ml.Data.LoadFromEnumerable(Texts.Select(text => new TextRow { Text = text }));
}
