using System.IO.Compression;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>A file of word vectors in one of the formats.</summary>
internal sealed class WordVectorsTarget : FuzzTarget
{
    public const string Word2VecText = "word2vec-text", Word2VecBinary = "word2vec-binary", Glove = "glove-text", FastText = "fasttext-bin", FastTextQuantized = "fasttext-ftz";

    private const string FileName = "words";
    private const int Head = 150;

    private readonly bool isText;
    private WordVectors? vectors;

    public WordVectorsTarget(string format)
        : base(format)
    {
        isText = format is Word2VecText or Glove;
        Seeds = [.. Files(format).Select(file => new FuzzFile(FileName, file))];
    }

    public override IReadOnlyList<FuzzFile> Seeds { get; }

    /// <summary>The buffers through which files are read, and a row of the longest vector that there may be.</summary>
    public override long Overhead => 16 * Megabyte;

    public override byte[] Damage(FuzzFile whole, Random random) =>
        isText && random.Next(2) == 0 ? Mutation.OfText(whole.Content, random)
        : random.Next(20) == 0 ? Compress(Mutation.OfBytes(whole.Content, random, Head))
        : Mutation.OfBytes(whole.Content, random, Head);

    public override void Read(FuzzFile file) => vectors = WordVectors.Load(Write(file));

    public override void Use()
    {
        var first = vectors!.WithLookup(new WordLookup { LowerCase = true, Unknown = UnknownWord.Zero });
        foreach (string word in new[] { "good", "Unheard of", "" })
        {
            foreach (float value in first.GetVector(word))
            {
                if (!float.IsFinite(value))
                    throw new InvalidOperationException($"The vector of '{word}' has {value}.");
            }
        }
        _ = first.Count > 0 ? first.MostSimilar(first.Names[0], 3) : null;
    }

    public override bool IsRefusal(Exception error) => error is InvalidDataException && error.Message.Contains(Folder[FileName]);

    protected override string NameOfFault(string resource) => FileName;

    private byte[][] Files(string format)
    {
        string[] words = ["good", "bad", "the", "text", "r\u00f6w", "2009", ","];
        var saved = TinyWordVectors.Create(1, words);
        switch (format)
        {
            case Word2VecText:
                saved.SaveAsText(Folder["saved"]);
                return [File.ReadAllBytes(Folder["saved"]), "3 1\na 1\nb -2.5e-3\nc 0.25\n"u8.ToArray()];
            case Word2VecBinary:
                saved.SaveAsBinary(Folder["saved"]);
                return [File.ReadAllBytes(Folder["saved"])];
            case Glove:
                return [Encoding.UTF8.GetBytes(string.Concat(words.Select(word => $"{word} {string.Join(' ', saved.GetVector(word).ToArray())}\n")))];
            case FastText:
                return [FastTextWriter.Dense(), FastTextWriter.Dense(hasMagic: false)];
            case FastTextQuantized:
                return [FastTextWriter.Quantized()];
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "no format");
        }
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
            stream.Write(content);
        return compressed.ToArray();
    }
}
