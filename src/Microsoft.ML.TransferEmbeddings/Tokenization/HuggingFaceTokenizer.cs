using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A tokenizer that reads Hugging Face's files and gives the same ids as Hugging Face's own library.</summary>
/// <remarks>
/// It supports all of tokenizer.json: every normalizer, pre-tokenizer, model (WordPiece, BPE, Unigram, WordLevel) and post-processor, added tokens, truncation and
/// padding. It does not decode ids back to text. Immutable and thread-safe; nothing needs to be disposed of.
/// </remarks>
/// <example>
/// <code>
/// var tokenizer = HuggingFaceTokenizer.FromFile("minilm-static/tokenizer.json");
/// int[] ids = tokenizer.EncodeToIds("unbelievable food");
/// Console.WriteLine(string.Join(' ', ids)); // prints 22655 1835
/// Console.WriteLine(tokenizer.CountTokens("unbelievable food")); // prints 2
/// var encoding = tokenizer.Encode("a question", pair: "a text that may answer it");
/// </code>
/// </example>
public sealed class HuggingFaceTokenizer
{
    private readonly TokenizerPipeline pipeline;
    private readonly TokenizerComponents components;

    internal HuggingFaceTokenizer(TokenizerPipeline pipeline)
    {
        this.pipeline = pipeline;
        components = pipeline.Components;
    }

    /// <summary>Largest id plus 1, including added tokens: ids are from 0 to this minus 1, possibly with gaps.</summary>
    public int VocabularySize => pipeline.VocabularySize;

    /// <summary>Reads a tokenizer.json.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The tokenizer. The file is not needed afterwards.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a NUL character.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the message says where.</exception>
    /// <exception cref="NotSupportedException">The file needs a component that this version does not support; the message names it.</exception>
    public static HuggingFaceTokenizer FromFile(string path)
    {
        FilePath.Require(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"The tokenizer file '{path}' does not exist. Give the path of a tokenizer.json; for a folder use {nameof(FromDirectory)}.", path);
        }
        return new HuggingFaceTokenizer(TokenizerJson.Load(ContentFile.Read(path), path));
    }

    /// <summary>Reads the tokenizer of a model folder.</summary>
    /// <param name="folder">
    /// A folder with tokenizer.json, or else vocab.txt (BERT), or else vocab.json and merges.txt (GPT-2, RoBERTa), or else a SentencePiece .model. Beside
    /// the last three, tokenizer_config.json says how the files are used: the tokenizer's class, case, special tokens. Settings that it lacks come from
    /// special_tokens_map.json, added_tokens.json and config.json. Where it contradicts a tokenizer.json it counts, as it does for the class that it names in
    /// Hugging Face's transformers: case, accents and ideographs of BERT's family, the space before a text, added tokens, and begin and end of Llama's and Gemma's.
    /// </param>
    /// <returns>The tokenizer. The folder is not needed afterwards.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty or has a NUL character.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder holds none of these files.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message says which and where.</exception>
    /// <exception cref="NotSupportedException">A file needs something that this version does not support; the message names it.</exception>
    public static HuggingFaceTokenizer FromDirectory(string folder)
    {
        FilePath.Require(folder);
        return new HuggingFaceTokenizer(TokenizerFolder.Load(TokenizerFolder.Read(new ModelFolder(folder)), folder));
    }

    /// <summary>Makes a tokenizer without the truncation and padding of this one's file, for callers who choose the number of tokens themselves.</summary>
    /// <returns>A tokenizer that shares the vocabulary; this one if its file has neither.</returns>
    public HuggingFaceTokenizer WithoutTruncationAndPadding() =>
        components is { Truncation: null, Padding: null }
            ? this
            : new HuggingFaceTokenizer(new TokenizerPipeline(components with { Truncation = null, Padding = null }));

    /// <summary>Turns a text, or a pair of texts, into tokens, with the truncation and padding that the tokenizer's file sets.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">A second text that the model reads together with the first; null, the default, for a single text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around texts (<c>[CLS]</c>, <c>&lt;/s&gt;</c>) are added; the default.</param>
    /// <returns>The tokens, their positions in the text, and the parts that truncation cut off.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The file's truncation can't make the texts short enough, or the vocabulary can't spell a word and has no unknown token.
    /// </exception>
    public TokenizerEncoding Encode(string text, string? pair = null, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = EncodeParts(text, pair, addSpecialTokens);
        return Complete(parts, LengthOf(parts));
    }

    /// <summary>Turns a text into ids, the same as <see cref="Encode"/> gives, in less than half the time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around a text are added; the default.</param>
    /// <returns>The ids, cut and padded as the tokenizer's file says. The array is the caller's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Encode"/>.</exception>
    public int[] EncodeToIds(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var truncation = components.Truncation;
        var ids = TextScratch.Ids;
        bool isSimple = pipeline.HasFrame && truncation is null or { Strategy: TruncationStrategy.LongestFirst, Stride: 0, FromLeft: false };
        if (!isSimple)
            return [.. Encode(text, addSpecialTokens: addSpecialTokens).Ids];
        // Less than the special tokens cuts nothing, as in the original.
        int maxTokens = truncation is null || (addSpecialTokens && truncation.MaxLength < pipeline.FrameLength) ? int.MaxValue : truncation.MaxLength;
        pipeline.Encode(text, ids, maxTokens, addSpecialTokens);
        int[] padded = components.Padding?.Pad(ids.WrittenSpan) ?? ids.WrittenSpan.ToArray();
        TextScratch.Release();
        return padded;
    }

    /// <summary>Turns texts into tokens; if the tokenizer's file asks for padding, all have the length of the longest.</summary>
    /// <param name="texts">The texts, enumerated once.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around texts are added; the default.</param>
    /// <returns>One encoding per text, in the same order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> or one of the texts is null.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Encode"/>.</exception>
    public IReadOnlyList<TokenizerEncoding> EncodeBatch(IEnumerable<string> texts, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var batch = texts.Select(text => EncodeParts(Checked(text), null, addSpecialTokens)).ToList();
        int longest = batch.Select(LengthOf).DefaultIfEmpty().Max();
        return [.. batch.Select(parts => Complete(parts, longest))];

        static string Checked(string? text) => text ?? throw new ArgumentNullException(nameof(texts), "A text of the batch is null.");
    }

    /// <summary>Counts the tokens of a text before truncation and without padding, faster than <see cref="Encode"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the model expects around a text count; the default.</param>
    /// <returns>The number of tokens.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The vocabulary can't spell a word and has no unknown token.</exception>
    public int CountTokens(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return pipeline.CountTokens(text) + (addSpecialTokens ? components.PostProcessor?.CountAdded(isPair: false) ?? 0 : 0);
    }

    /// <summary>Looks up the id of a token of the vocabulary or of an added token.</summary>
    /// <param name="token">The token as in the vocabulary, including its marks: <c>##ing</c>, <c>Ġthe</c>, <c>▁the</c>.</param>
    /// <returns>The id; null for an unknown token.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    public int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return pipeline.IdOf(token);
    }

    /// <summary>Looks up the token with an id.</summary>
    /// <param name="id">The id; any number.</param>
    /// <returns>The token as in the vocabulary; null if no token has this id.</returns>
    public string? IdToToken(int id) => pipeline.TokenOf(id);

    private IReadOnlyList<EncodedPart> EncodeParts(string text, string? pair, bool addSpecialTokens)
    {
        bool isPair = pair is not null;
        IReadOnlyList<EncodedPart> parts = isPair ? [pipeline.Encode(text, 0), pipeline.Encode(pair!, 1)] : [pipeline.Encode(text, 0)];
        parts = components.Truncation?.Truncate(parts, addSpecialTokens ? components.PostProcessor?.CountAdded(isPair) ?? 0 : 0) ?? parts;
        return components.PostProcessor?.Process(parts, isPair, addSpecialTokens) ?? parts;
    }

    private TokenizerEncoding Complete(IReadOnlyList<EncodedPart> parts, int longest)
    {
        int length = components.Padding?.LengthFor(longest) ?? 0;
        return Complete(JoinedParts.Main(parts), length, () => [.. JoinedParts.Overflowing(parts).Select(tokens => Complete(tokens, length, () => []))]);
    }

    private TokenizerEncoding Complete(List<EncodedToken> tokens, int length, Func<IReadOnlyList<TokenizerEncoding>> overflowing) =>
        new(components.Padding?.Pad(tokens, length) ?? tokens, overflowing);

    private static int LengthOf(IReadOnlyList<EncodedPart> parts) => parts.Sum(part => part.Tokens.Count);
}
