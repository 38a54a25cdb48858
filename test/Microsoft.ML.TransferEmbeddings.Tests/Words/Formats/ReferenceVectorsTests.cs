using System.IO.Compression;
using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Formats;

/// <summary>Every word of the reference answers has the vector that gensim, or fastText itself, gives it.</summary>
public sealed class ReferenceVectorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Plain => ReferenceFiles.Plain;

    public static TheoryData<string> FastText => ReferenceFiles.FastText;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Plain))]
    public void WordsHaveTheirVectors(string file)
    {
        var vectors = ReferenceFiles.Load(file);
        var answers = ReferenceFiles.Answers(file);
        Assert.Equal(((int)answers["count"]!, (int)answers["dimension"]!), (vectors.Count, vectors.Dimension));
        Assert.Equal(ReferenceFiles.Texts(answers["first_words"]), vectors.Names.Take(5));
        Assert.Equal(ReferenceFiles.Texts(answers["last_words"]), vectors.Names.TakeLast(5));
        foreach (var (word, expected) in answers["vectors"]!.AsObject())
        {
            Assert.Equal(word, vectors.Names[(int)expected!["index"]!]);
            Assert.True(vectors.TryGetVector(word, out var vector));
            AssertClose(ReferenceFiles.Numbers(expected["first8"]), vector.Span[..8].ToArray(), 1e-6f, word);
            Assert.Equal((float)(double)expected["norm"]!, TensorPrimitives.Norm(vector.Span), 1e-5f);
        }
        foreach (string unknown in ReferenceFiles.Texts(answers["not_in_vocabulary"]))
            Assert.False(vectors.TryGetVector(unknown, out _), unknown);
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public void CompressedFileIsTheSame(string file)
    {
        var expected = ReferenceFiles.Load(file);
        using (var source = File.OpenRead(SharedFiles.Find($"vectors/{file}")))
        using (var target = new GZipStream(File.Create(folder["compressed"]), CompressionLevel.Fastest))
            source.CopyTo(target);
        var vectors = WordVectors.Load(folder["compressed"]);
        Assert.Equal(expected.Names, vectors.Names);
        Assert.True(expected.Table.Values.Span.SequenceEqual(vectors.Table.Values.Span));
        Assert.Equal(expected.Describe().Format, vectors.Describe().Format);
    }

    [Theory]
    [MemberData(nameof(FastText))]
    public void WordsOfFastTextModelsHaveTheirVectors(string file)
    {
        var vectors = ReferenceFiles.Load(file);
        var answers = ReferenceFiles.Answers(file);
        Assert.Equal((int?)answers["count"] ?? (int)answers["gensim"]!["count"]!, vectors.Count);
        Assert.Equal((int)answers["header"]!["dim"]!, vectors.Dimension);
        foreach (var (word, expected) in answers["in_vocabulary"]!.AsObject())
        {
            // Where gensim and fastText differ, fastText is right.
            AssertClose(ReferenceFiles.Numbers(expected!["vector_fasttext_cpp"] ?? expected["vector"]), vectors.GetVector(word), 1e-6f, word);
            Assert.Contains(word, vectors.Names);
        }
        Assert.Equal(answers["labels"] is { } labels ? ReferenceFiles.Texts(labels) : [], vectors.Describe().Labels);
        Assert.DoesNotContain(vectors.Names, word => word.StartsWith("__label__", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(FastText))]
    public void UnknownWordsHaveTheVectorsOfTheirNgrams(string file)
    {
        var vectors = ReferenceFiles.Load(file);
        var answers = ReferenceFiles.Answers(file);
        Assert.True(vectors.HasSubwords);
        Assert.Equal((int)answers["header"]!["min_n"]!, vectors.Describe().MinNgramLength);
        Assert.Equal((int)answers["header"]!["max_n"]!, vectors.Describe().MaxNgramLength);
        foreach (var (word, expected) in answers["out_of_vocabulary"]!.AsObject())
        {
            Assert.False(vectors.TryGetVector(word, out _), word);
            AssertClose(ReferenceFiles.Numbers(expected!["vector"]), vectors.GetVector(word), 1e-5f, word);
        }
    }

    [Fact]
    public void TextAndBinaryOfOneModelAgree()
    {
        var text = ReferenceFiles.Load("formats/lee_fasttext.vec");
        var binary = ReferenceFiles.Load("formats/lee_fasttext.bin");
        Assert.Equal(text.Names, binary.Names);
        foreach (string word in text.Names)
            AssertClose(text.GetVector(word), binary.GetVector(word), 5e-5f, word);
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(largest <= tolerance, $"{what}: {largest} apart, {tolerance} allowed");
    }
}
