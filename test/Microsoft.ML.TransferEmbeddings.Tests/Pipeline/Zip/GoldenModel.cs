using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Items.Encoders;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Images;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>A model of each kind of encoder, of a few kilobytes, with settings that are not the defaults, and rows for it.</summary>
/// <param name="Definition">The model's.</param>
/// <param name="Input">The column of the rows.</param>
/// <param name="Estimator">A stage that is not fitted.</param>
internal sealed record GoldenModel(EncoderDefinition Definition, TestColumn Input, IEstimator<EmbeddingTransformer> Estimator)
{
    private const int Rows = 3;

    private static readonly string[] Texts = ["the good text", "Walking tables of row number 12 !", ""];
    private static readonly string[] Words = ["good", "bad", "the", "text", "row", "of", "7", "12"];

    public static string[] Kinds { get; } = ["item-history", "key-vectors", "onnx-text", "static-text", "vision-network", "word-text", "word-vectors"];

    public IDataView Data => new RowsDataView(Rows, [Input]);

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="folder">Where the model's files go, if it is read from files.</param>
    public static GoldenModel Create(string kind, TemporaryFolder folder)
    {
        var textOptions = new TextEmbeddingModelOptions { Prompt = "the ", Normalize = true, Dimensions = 5, MaxTokens = 12 };
        var wordOptions = new WordTextOptions { Pooling = TextPooling.MinMeanMax, Tokenization = new WordTokenization { Pattern = @"\w+" }, Normalize = true };
        return kind switch
        {
            "item-history" => Of(new ModelOf<int[]>(HistoryDefinition.Create(FoldingIn(), latestItems: 2, keys: null)), Histories),
            "key-vectors" => Of(new ModelOf<ulong>(KeyVectorDefinition.Create(TinyWordVectors.Create(1, Words), Words[..4], out _)), Keys),
            "onnx-text" => Of(TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder[kind]), textOptions), TextsOf(Texts)),
            "static-text" => Of(TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder[kind]), textOptions), TextsOf(Texts)),
            "vision-network" => Of(ImageEmbeddingModel.FromDirectory(new TinyVisionModel().Write(folder[kind])), EncodedImages),
            "word-text" => Of(Subwords().ToTextModel(wordOptions), TextsOf(Texts)),
            "word-vectors" => Of(new ModelOf<ReadOnlyMemory<char>>(WordVectorDefinition.Create(Subwords())), TextsOf("good", "Text", "unheard")),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind"),
        };
    }

    /// <summary>The values of the rows' vectors, one after another.</summary>
    public float[] Vectors(ITransformer stage) => [.. stage.Transform(Data).GetColumn<float[]>("Features").SelectMany(vector => vector)];

    private static GoldenModel Of<TInput>(EmbeddingModel<TInput> model, TestColumn input) =>
        new(model.Definition, input, new MLContext(seed: 1).Transforms.Embed("Features", model, input.Name));

    private static ImplicitAlsRecommender FoldingIn()
    {
        var interactions = Interactions.Create(Words.SelectMany((word, i) => new[] { new Interaction($"{i % 3}", word), new Interaction($"{i % 2}", word) }));
        return new ImplicitAlsTrainer { Dimension = 4, Sweeps = 3, Regularization = 0.02 }.Fit(interactions);
    }

    private static WordVectors Subwords() =>
        TinyWordVectors.Create(1, Words, subwords: true).WithLookup(new WordLookup { LowerCase = true, Unknown = UnknownWord.Mean });

    private static TestColumn<ReadOnlyMemory<char>> TextsOf(params string[] texts) =>
        new("Input", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = texts[row].AsMemory());

    /// <summary>The last key, the first, a missing one.</summary>
    private static TestColumn<uint> Keys => new(
        "Input", new KeyDataViewType(typeof(uint), 4), (int row, ref uint value) => value = new uint[] { 4, 1, 0 }[row]);

    /// <summary>More items than count, an unknown one, none.</summary>
    private static TestColumn<VBuffer<ReadOnlyMemory<char>>> Histories => new(
        "Input",
        new VectorDataViewType(TextDataViewType.Instance),
        (int row, ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            string[] items = new string[][] { ["good", "of", "7"], ["the", "unheard"], [] }[row];
            value = new VBuffer<ReadOnlyMemory<char>>(items.Length, Array.ConvertAll(items, item => item.AsMemory()));
        });

    /// <summary>PNG: every decoder gives the same pixels.</summary>
    private static TestColumn<VBuffer<byte>> EncodedImages => new(
        "Input",
        new VectorDataViewType(NumberDataViewType.Byte),
        (int row, ref VBuffer<byte> value) => value = new VBuffer<byte>(TinyImageColumns.FileOf(3 * row + 1).Length, TinyImageColumns.FileOf(3 * row + 1)));
}
