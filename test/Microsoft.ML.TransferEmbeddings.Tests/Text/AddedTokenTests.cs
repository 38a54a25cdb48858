using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Tokens that a tokenizer adds after the ids that the model has vectors for, such as one for images beside a text encoder.</summary>
public sealed class AddedTokenTests : IDisposable
{
    private const string Token = "<image_soft_token>";
    private readonly TemporaryFolder folder = new();

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATokenWithoutAVectorIsUnknown(bool isSizeTold)
    {
        WriteOnnx(isSizeTold, Token, "<other>");
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(model.Embed("good [UNK] row"), model.Embed($"good {Token} row"));
        Assert.Equal(model.Embed("good [UNK][UNK] row"), model.Embed($"good {Token}<other> row"));
        var together = model.Embed(["good", $"a {Token} long row of text", $"{Token}"], new EmbeddingExecutionOptions { MaxBatchTokens = 1000 });
        Assert.All(model.Embed("[UNK]").Zip(together[2]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(isSizeTold ? TinyVocabulary.Pieces.Length : TinyVocabulary.Pieces.Length + 2, model.Describe().VocabularySize);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnAddedTokenThatHasAVectorKeepsIt(bool isSizeTold)
    {
        WriteOnnx(isSizeTold, "<first>", Token);
        TinyOnnxModel.Write(Model, vocabularySize: TinyVocabulary.Pieces.Length + 1);
        File.Delete(folder["model/vocab.txt"]);
        if (isSizeTold)
            File.WriteAllText(folder["model/config.json"], $$"""{"vocab_size": {{TinyVocabulary.Pieces.Length + 1}}}""");
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.NotEqual(model.Embed("good [UNK] row"), model.Embed("good <first> row"));
        Assert.Equal(model.Embed("good [UNK] row"), model.Embed($"good {Token} row"));
    }

    [Fact]
    public void WithoutAnUnknownTokenTheTextIsAnErrorThatNamesIt()
    {
        WriteOnnx(isSizeTold: true, Token);
        Change(json => json["model"]!["vocab"]!.AsObject().Remove("[UNK]"));
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.NotEmpty(model.Embed("good row"));
        Assert.Contains(Token, Assert.Throws<InvalidOperationException>(() => model.Embed($"good {Token} row")).Message);
    }

    [Fact]
    public void AnOwnVocabularyThatIsLargerThanTheTableIsRefusedAsBefore()
    {
        foreach (bool isSizeTold in new[] { true, false })
        {
            WriteOnnx(isSizeTold);
            Change(json => json["model"]!["vocab"]!["more"] = TinyVocabulary.Pieces.Length);
            Assert.Contains("tokenizer.json", Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension).Message.Replace("model.onnx", "tokenizer.json"));
        }
    }

    [Fact]
    public void ASpecialTokenAroundEveryTextNeedsAVector()
    {
        WriteOnnx(isSizeTold: true, Token);
        Change(json => json["post_processor"]!["cls"] = new JsonArray(Token, TinyVocabulary.Pieces.Length));
        Assert.Contains(Token, Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension).Message);
    }

    [Fact]
    public void AStaticTableMayLackARowForAnAddedToken()
    {
        TinyStaticModel.Write(Model);
        Add(Token);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(model.Embed("good row"), model.Embed($"good {Token} row"));
        TinyStaticModel.Write(Model, rows: TinyVocabulary.Pieces.Length - 1);
        Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model));
    }

    private void WriteOnnx(bool isSizeTold, params string[] tokens)
    {
        TinyOnnxModel.Write(Model);
        File.Delete(folder["model/vocab.txt"]);
        File.WriteAllText(folder["model/tokenizer.json"], TinyVocabulary.TokenizerJson().ToJsonString());
        File.WriteAllText(folder["model/config.json"], isSizeTold ? $$"""{"vocab_size": {{TinyVocabulary.Pieces.Length}}}""" : "{}");
        Add(tokens);
    }

    private void Add(params string[] tokens) => Change(json =>
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            json["added_tokens"]!.AsArray().Add(new JsonObject
            {
                ["id"] = TinyVocabulary.Pieces.Length + i, ["content"] = tokens[i], ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
            });
        }
    });

    private void Change(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(folder["model/tokenizer.json"]))!;
        change(json);
        File.WriteAllText(folder["model/tokenizer.json"], json.ToJsonString());
    }
}
