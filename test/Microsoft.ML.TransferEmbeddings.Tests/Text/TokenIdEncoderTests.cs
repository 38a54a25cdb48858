using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Folders;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Encoders that are given ids in place of texts.</summary>
public sealed class TokenIdEncoderTests : IDisposable
{
    private static readonly string[] Texts = ["good", "the text of row 1", "", "a good text", "bad", .. Enumerable.Repeat("the good row", 200)];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IdsGiveTheVectorsOfTheirTexts(bool isStatic)
    {
        using var model = Model(isStatic);
        Assert.Equal(model.Embed(Texts), EncodeIds(model.TextDefinition, Texts));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ThePromptIsNotBeforeIds(bool isStatic)
    {
        using var model = Model(isStatic);
        using var prompted = model.WithPromptText("bad ");
        Assert.NotEqual(model.Embed("good"), prompted.Embed("good"));
        Assert.Equal(model.Embed(Texts), EncodeIds(prompted.TextDefinition, Texts));
    }

    [Fact]
    public void AModelWithoutSpecialTokensHasNoneAroundIds()
    {
        using var model = Model(isStatic: false);
        var settings = model.Definition.Settings;
        settings["specialTokens"] = false;
        var definition = OnnxTextDefinition.Restore(new SavedEncoder(settings, model.Definition.Files));
        using var bare = new TextEmbeddingModel(new TextModelSource(definition));
        Assert.NotEqual(model.Embed("good"), bare.Embed("good"));
        Assert.Equal(bare.Embed(Texts[..2]), EncodeIds(definition, Texts[..2]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADisposedEncoderAndACanceledTokenAreRefused(bool isStatic)
    {
        using var model = Model(isStatic);
        var encoder = model.Definition.Open(EncoderContext.Cpu);
        var ids = (ITokenIdEncoder)encoder;
        int[][] sequences = [[1]];
        Assert.ThrowsAny<OperationCanceledException>(() => ids.EncodeIds(sequences, new float[encoder.Dimension], new EmbeddingExecutionOptions(), new CancellationToken(canceled: true)));
        encoder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ids.EncodeIds(sequences, new float[encoder.Dimension], new EmbeddingExecutionOptions(), CancellationToken.None));
    }

    private static float[][] EncodeIds(TextEncoderDefinition definition, string[] texts)
    {
        using var encoder = definition.Open(EncoderContext.Cpu);
        var vectors = new float[texts.Length * encoder.Dimension];
        ((ITokenIdEncoder)encoder).EncodeIds(texts.Select(text => Ids(definition.Tokenizer, text)).ToArray(), vectors, new EmbeddingExecutionOptions(), CancellationToken.None);
        return [.. vectors.Chunk(encoder.Dimension)];
    }

    private static int[] Ids(ITextTokenizer tokenizer, string text)
    {
        var ids = new ArrayBufferWriter<int>();
        tokenizer.Encode(text, ids, addSpecialTokens: false);
        return ids.WrittenSpan.ToArray();
    }

    private TextEmbeddingModel Model(bool isStatic) =>
        TextEmbeddingModel.FromDirectory(isStatic ? TinyStaticModel.Write(folder["static"]) : TinyOnnxModel.Write(folder["onnx"]));
}
