using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Encoders;

public sealed class ToTextModelTests : IDisposable
{
    private static readonly WordVectors Vectors = new(["good", "food", "Paris", "!"], [1, 2, 3, 4, 5, -6, -7, 8], 2);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mean", "good food", 2f, 3f)]
    [InlineData("mean", "Good, FOOD in Paris", 3f, 0f)]
    [InlineData("max", "good food Paris", 5f, 4f)]
    [InlineData("min", "good food Paris", 1f, -6f)]
    [InlineData("mean", "paris", 0f, 0f)]
    [InlineData("max", "nothing known", 0f, 0f)]
    [InlineData("min", "", 0f, 0f)]
    [InlineData("mean", null, 0f, 0f)]
    public void TextHasThePooledVectorsOfItsKnownWords(string pooling, string? text, float first, float second)
    {
        using var model = Vectors.ToTextModel(new WordTextOptions { Pooling = TextPooling.Parse(pooling) });
        Assert.Equal([first, second], model.Embed(text));
    }

    [Fact]
    public void LookupDecidesWhatUnknownWordsCount()
    {
        const string text = "good unknown";
        Assert.Equal([1, 2], Embed(Vectors));
        Assert.Equal([0.5f, 1], Embed(Vectors.WithLookup(new WordLookup { Unknown = UnknownWord.Zero })));
        Assert.Equal([0.75f, 2], Embed(Vectors.WithLookup(new WordLookup { Unknown = UnknownWord.Mean })));
        Assert.Contains("'unknown'", Assert.Throws<KeyNotFoundException>(() => Embed(Vectors.WithLookup(new WordLookup { Unknown = UnknownWord.Error }))).Message);
        // Chosen, it is taken as it is: without lower case.
        Assert.Equal([0, 0], Vectors.WithLookup(new WordLookup()).ToTextModel().Embed("GOOD"));
        Assert.Equal([1, 2], Vectors.ToTextModel().Embed("GOOD"));

        static float[] Embed(WordVectors vectors) => vectors.ToTextModel().Embed(text);
    }

    [Fact]
    public void SubwordsGiveUnknownWordsAVector()
    {
        var vectors = ReferenceFiles.Load("formats/tiny_fasttext_v12.bin");
        using var model = vectors.ToTextModel();
        float[] one = vectors.GetVector("naïvely"), other = vectors.GetVector("the");
        Assert.Equal(one.Zip(other, (a, b) => (a + b) / 2), model.Embed("naïvely the"), (a, b) => Math.Abs(a - b) < 1e-6f);
        using var without = vectors.WithLookup(new WordLookup { Subwords = false }).ToTextModel();
        Assert.Equal(other, without.Embed("naïvely the"));
        const int bucketBytes = 1500 * 12 * sizeof(float);
        Assert.Equal(bucketBytes, model.Definition.Files.Sum(part => part.Content.Length) - without.Definition.Files.Sum(part => part.Content.Length));
    }

    [Theory]
    [InlineData("formats/lee_fasttext.bin")]
    [InlineData("formats/tiny_fasttext_supervised.bin")]
    [InlineData("formats/tiny_fasttext_quantised.ftz")]
    public void ZipKeepsTheSubwords(string file)
    {
        var vectors = ReferenceFiles.Load(file);
        var ml = new MLContext(seed: 1);
        string[] words = [.. ReferenceFiles.Answers(file)["out_of_vocabulary"]!.AsObject().Select(entry => entry.Key)];
        var data = ml.Data.LoadFromEnumerable(words.Select(word => new Row { Text = word }));
        ml.Model.Save(ml.Transforms.EmbedKeys("Features", vectors, "Text").Fit(data), data.Schema, folder["model.zip"]);
        var loaded = ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(words.Select(vectors.GetVector), Features(loaded.Transform(data)));
    }

    /// <summary>Where ML.NET's stage finds a word at all: it gives 3.4e38 otherwise, and this one zeros.</summary>
    [Fact]
    public void MinMeanMaxIsThatOfApplyWordEmbedding()
    {
        string[] texts = ["the food was good", "the  king and\tthe queen", " war and peace ", "dog", "The CAT zzyzx of", "new york , 2008 !"];
        string file = SharedFiles.Find("vectors/glove.6B.50d.10k.txt");
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(texts.Select(text => new Row { Text = text }));
        var theirs = ml.Transforms.Text.TokenizeIntoWords("Words", "Text").Append(ml.Transforms.Text.ApplyWordEmbedding("Features", file, "Words")).Fit(data).Transform(data);
        var options = new WordTextOptions { Pooling = TextPooling.MinMeanMax, Tokenization = WordTokenization.Spaces };
        using var model = WordVectors.Load(file).WithLookup(new WordLookup()).ToTextModel(options);
        var ours = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data).Transform(data);
        Assert.Equal(150, model.Dimension);
        foreach (var (expected, actual) in Features(theirs).Zip(Features(ours)))
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData("The food, it's  GOOD! 日本 x1", "The|food|,|it's|GOOD|!|日本|x1")]
    [InlineData("😀 naïve", "😀|naïve")]
    [InlineData("", "")]
    public void WordsAndSignsAreWords(string text, string words) => Assert.Equal(words, string.Join('|', WordTokenization.Words.Split(text)));

    [Theory]
    [InlineData(" a  b\tc \td\n ", "a|b\tc|\td\n")]
    [InlineData("\u00A0x\u00A0y ", "\u00A0x\u00A0y")]
    [InlineData("   ", "")]
    public void BlanksSeparateAsInTokenizeIntoWords(string text, string words)
    {
        Assert.Equal(words, string.Join('|', WordTokenization.Spaces.Split(text)));
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { Text = text }]);
        var theirs = ml.Transforms.Text.TokenizeIntoWords("Words", "Text").Fit(data).Transform(data);
        VBuffer<ReadOnlyMemory<char>> tokens = default;
        using var cursor = theirs.GetRowCursor(theirs.Schema);
        cursor.MoveNext();
        cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(theirs.Schema["Words"])(ref tokens);
        Assert.Equal(words, string.Join('|', tokens.DenseValues()));
    }

    [Fact]
    public void PatternsAreThoseOfDotNet()
    {
        Assert.Equal(["the", "food"], new WordTokenization { Pattern = WordTokenization.Spaces.Pattern, LowerCase = true }.Split("The FOOD"));
        Assert.Equal(["the", ",", "food"], new WordTokenization { LowerCase = true }.Split("The, FOOD"));
        Assert.Null(WordTokenization.Words.Pattern);
        // A lookahead, which needs backtracking; and what .NET and other engines read differently: a subtraction of classes.
        Assert.Equal(["good"], new WordTokenization { Pattern = @"\w+(?=!)" }.Split("so good!"));
        Assert.Equal(["bcd", "f"], new WordTokenization { Pattern = "[a-z-[aeiou]]+" }.Split("abcdef"));
        Assert.Contains("'(a'", Assert.Throws<ArgumentException>(() => new WordTokenization { Pattern = "(a" }).Message);
        // An empty match is not a word.
        Assert.Equal(["a"], new WordTokenization { Pattern = "a?" }.Split("bab"));
    }

    [Fact]
    public void ModelDescribesItself()
    {
        using var model = Vectors.ToTextModel(new WordTextOptions { Pooling = TextPooling.MinMeanMax, Normalize = true });
        var description = model.Describe();
        Assert.Equal((6, 4, TextPooling.MinMeanMax, "float32"), (description.Dimension, description.VocabularySize, description.Pooling, description.Precision));
        Assert.Equal(["Normalize"], description.Modules);
        Assert.Contains("min+mean+max", description.ToString());
        Assert.Equal([1, 2], Vectors.ToTextModel().WithPromptText("good ").Embed("unknown"));
        Assert.Throws<NotSupportedException>(() => new MLContext().Transforms.Text.EmbedText("F", new() { InputColumnName = "T", Model = model, Storage = ModelStorage.Reference }));
    }

    [Theory]
    [InlineData("cls")]
    [InlineData("mean+lasttoken")]
    public void PoolingOfTokensIsRefused(string pooling) =>
        Assert.Contains(pooling, Assert.Throws<ArgumentException>(() => new WordTextOptions { Pooling = TextPooling.Parse(pooling) }).Message);

    [Fact]
    public void WordThatIsNoTextIsRefused() =>
        Assert.Contains("Unicode", Assert.Throws<ArgumentException>(() => new WordVectors(["\ud800"], [1], 1).ToTextModel()).Message);

    /// <summary>A word may hold anything, and a zip keeps it.</summary>
    [Fact]
    public void ZipKeepsStrangeWords()
    {
        string[] words = ["", " ", "a\nb", "new york", "\0", "日本", "😀", new string('k', 100_000)];
        var vectors = TinyWordVectors.Create(1, words);
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(words.Select(word => new Row { Text = word }));
        ml.Model.Save(ml.Transforms.EmbedKeys("Features", vectors, "Text").Fit(data), data.Schema, folder["model.zip"]);
        Assert.Equal(words.Select(vectors.GetVector), Features(ml.Model.Load(folder["model.zip"], out _).Transform(data)));
    }

    [Fact]
    public void CultureDoesNotCount()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
            Assert.Equal([2, 3], new WordVectors(["istanbul"], [2, 3], 2).ToTextModel().Embed("ISTANBUL"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static IEnumerable<float[]> Features(IDataView data) => data.GetColumn<float[]>("Features");

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
