using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

[assembly: EncoderKind<WordTextDefinition>("word-text")]

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>Word vectors as an encoder of texts.</summary>
internal sealed class WordTextDefinition : TextEncoderDefinition, IEncoderKind<WordTextDefinition>
{
    private const string Weights = "weights.bin", Direction = "direction.bin";

    private readonly WordTable table;
    private readonly WordTextSettings settings;
    private readonly WordWeighting? weighting;

    private WordTextDefinition(WordTable table, WordTextSettings settings, WordWeighting? weighting, ModelFiles files)
        : base(EncoderSettings.ToJson(settings), files)
    {
        this.table = table;
        this.settings = settings;
        this.weighting = weighting;
        Tokenizer = new WordTextTokenizer(table, settings.Tokenization, settings.Lookup);
    }

    /// <summary>Rows of a table are found as fast as vectors in a cache.</summary>
    public override bool IsWorthCaching => false;

    public override ModelFile TokenizerFile => Files.Required(WordParts.Words);

    public override ModelFile WeightsFile => Files.Required(WordParts.Vectors);

    public override ITextTokenizer Tokenizer { get; }

    public override string Prompt => settings.Prompt;

    public override int? MaxTokens => null;

    public override TextPooling Pooling => settings.Pooling;

    public override VectorSettings Vector => new([], Dimensions: null, settings.Normalize);

    public override LongText LongText => LongText.Truncate;

    public override string Precision => "float32";

    /// <exception cref="NotSupportedException">The vectors are too many for a stage.</exception>
    /// <exception cref="ArgumentException">A word is no Unicode text.</exception>
    public static WordTextDefinition Create(WordVectors vectors, WordTextOptions options)
    {
        var (table, lookup) = TableFor(vectors);
        var settings = new WordTextSettings(WordParts.SettingsOf(table), options.Pooling, options.Tokenization, lookup, options.Normalize);
        return new WordTextDefinition(table, settings, weighting: null, new ModelFiles(WordParts.Write(table)));
    }

    /// <summary>As <see cref="Create"/>, with weights fitted on texts (<see cref="SmoothInverseFrequency"/>).</summary>
    /// <exception cref="InvalidOperationException">No word of the texts has a vector.</exception>
    public static WordTextDefinition CreateWeighted(WordVectors vectors, WordWeightingOptions options, Func<IEnumerable<ReadOnlyMemory<char>>> texts)
    {
        var (table, lookup) = TableFor(vectors);
        var settings = new WordTextSettings(WordParts.SettingsOf(table), TextPooling.Mean, options.Tokenization, lookup, options.Normalize, options.Smoothing);
        var weighting = SmoothInverseFrequency.Fit(table, settings, options.Smoothing, texts);
        ModelFile[] parts = [.. WordParts.Write(table), WordParts.Numbers(Weights, weighting.Weights), WordParts.Numbers(Direction, weighting.Direction)];
        return new WordTextDefinition(table, settings, weighting, new ModelFiles(parts));
    }

    public static WordTextDefinition Restore(SavedEncoder saved)
    {
        var (settings, files) = (saved.ReadSettings<WordTextSettings>(), saved.Files);
        var table = WordParts.Read(files, settings.Table);
        if (settings.Smoothing is null)
            return new WordTextDefinition(table, settings, weighting: null, files);
        if (!settings.Pooling.Equals(TextPooling.Mean))
            throw new InvalidDataException($"The model zip is damaged: its words have weights and the pooling '{settings.Pooling}'. Copy or save the zip again.");
        var weighting = new WordWeighting(WordParts.ReadNumbers(files, Weights, table.Count, 1), WordParts.ReadNumbers(files, Direction, 1, table.Dimension));
        return new WordTextDefinition(table, settings, weighting, files);
    }

    public override object? GetService(Type serviceType) => serviceType == typeof(WordVectors) ? new WordVectors(table, lookup: settings.Lookup) : base.GetService(serviceType);

    public override TextEncoderDefinition WithPrompt(string prompt) => new WordTextDefinition(table, settings with { Prompt = prompt }, weighting, Files);

    public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => new WordTextEncoder(table, settings, weighting);

    /// <summary>Texts begin sentences with capitals: unless the user has chosen, lower case is tried too.</summary>
    private static (WordTable Table, WordLookup Lookup) TableFor(WordVectors vectors)
    {
        var lookup = vectors.ChosenLookup ?? new WordLookup { LowerCase = true };
        return (lookup.Subwords ? vectors.Table : vectors.Table.WithoutSubwords(), lookup);
    }
}
