using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Folders;

/// <summary>What is wrong with a folder is said by name.</summary>
public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MissingFolderIsNamed() => AssertRefused<DirectoryNotFoundException>(folder["nowhere"], folder["nowhere"]);

    [Fact]
    public void FileInPlaceOfAFolderIsToldSo()
    {
        TinyOnnxModel.Write(folder["model"]);
        AssertRefused<DirectoryNotFoundException>(folder["model/model.onnx"], folder["model/model.onnx"], "is a file");
    }

    [Fact]
    public void FolderWithoutAModelIsNamed()
    {
        Directory.CreateDirectory(folder["empty"]);
        AssertRefused<FileNotFoundException>(folder["empty"], folder["empty"], "model.onnx", "model.safetensors");
    }

    [Fact]
    public void FolderWithoutAVocabularyIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.Delete(folder["model/vocab.txt"]);
        AssertRefused<FileNotFoundException>(folder["model"], folder["model"], "vocab.txt", "tokenizer.json");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(0.5)]
    [InlineData(-1)]
    public void TruncatedGraphIsNamed(double keep)
    {
        TinyOnnxModel.Write(folder["model"]);
        byte[] whole = File.ReadAllBytes(folder["model/model.onnx"]);
        int length = keep switch { 0.5 => whole.Length / 2, -1 => whole.Length - 1, _ => (int)keep };
        File.WriteAllBytes(folder["model/model.onnx"], whole[..length]);
        AssertRefused<InvalidDataException>(folder["model"], "model.onnx", "copy the file again");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(-1)]
    public void TruncatedWeightsAreNamed(int keep)
    {
        TinyStaticModel.Write(folder["model"]);
        byte[] whole = File.ReadAllBytes(folder["model/model.safetensors"]);
        File.WriteAllBytes(folder["model/model.safetensors"], whole[..(keep < 0 ? whole.Length - 1 : keep)]);
        AssertRefused<InvalidDataException>(folder["model"], "model.safetensors", "copy the file again");
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public void VocabularyThatDoesNotFitAStaticModelIsNamed(int more)
    {
        TinyStaticModel.Write(folder["model"], rows: TinyVocabulary.Pieces.Length + more);
        AssertRefused<InvalidDataException>(folder["model"], "tokenizer.json", "model.safetensors", "does not fit");
    }

    [Fact]
    public void VocabularyWithoutATokenIsNamed()
    {
        TinyStaticModel.Write(folder["model"]);
        File.WriteAllText(folder["model/tokenizer.json"], """{"model":{"type":"WordLevel","vocab":{},"unk_token":"[UNK]"}}""");
        AssertRefused<InvalidDataException>(folder["model"], folder["model/tokenizer.json"], "no token");
    }

    [Fact]
    public void VocabularyLargerThanTheGraphsTableIsNamed()
    {
        TinyOnnxModel.Write(folder["model"], vocabularySize: 40);
        AssertRefused<InvalidDataException>(folder["model"], "model.onnx", "does not fit");
    }

    [Theory]
    [InlineData(40)]
    // A vocabulary cut by a twentieth, as another model's may be.
    [InlineData(97)]
    [InlineData(30_522)]
    public void VocabularyThatDoesNotFitTheConfigurationIsNamed(int configured)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], $$"""{"vocab_size": {{configured}}}""");
        AssertRefused<InvalidDataException>(folder["model"], "vocab.txt", "does not fit");
    }

    [Fact]
    public void VocabularyWithoutSpecialTokensIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllLines(folder["model/vocab.txt"], TinyVocabulary.Pieces.Skip(5));
        AssertRefused<InvalidDataException>(folder["model"], "vocab.txt", "[UNK]");
    }

    /// <summary>A folder may hold several files of one name.</summary>
    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("2_Dense/model.safetensors")]
    [InlineData("0_Transformer/vocab.txt")]
    public void DamagedFileIsNamedByItsWholePath(string file)
    {
        TinyOnnxModel.Write(folder["model"]);
        TinyModules.WriteEncoder(folder["model"], "Transformer", "0_Transformer", "Pooling", "Dense");
        TinyModules.WriteDense(folder["model"], "2_Dense", TinyOnnxModel.Dimension, 5, "torch.nn.Tanh");
        foreach (string place in new[] { "onnx/model.onnx", "0_Transformer/vocab.txt" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[$"model/{place}"])!);
            File.Move(folder[$"model/{Path.GetFileName(place)}"], folder[$"model/{place}"]);
        }
        TextEmbeddingModel.FromDirectory(folder["model"]).Dispose();
        File.WriteAllBytes(folder[$"model/{file}"], File.ReadAllBytes(folder[$"model/{file}"])[..20]);
        AssertRefused<InvalidDataException>(folder["model"], folder[$"model/{file}"]);
    }

    [Fact]
    public void TheRootOfAFileSystemIsAFolderToo()
    {
        string root = Path.GetPathRoot(folder.Root)!;
        File.WriteAllText(folder["config.json"], """{"hidden_size": 12}""");
        var whole = new ModelFolder(root);
        Assert.Equal(12, whole.ReadJson(Path.GetRelativePath(root, folder["config.json"])).Count("hidden_size"));
        Assert.Throws<InvalidDataException>(() => new ModelFolder(folder.Root).Has("../elsewhere"));
    }

    [Fact]
    public void BrokenJsonIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/modules.json"], "[{");
        AssertRefused<InvalidDataException>(folder["model"], "modules.json");
    }

    [Fact]
    public void UnknownModuleIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/modules.json"], """[{"type": "sentence_transformers.models.Transformer", "path": ""}, {"type": "sentence_transformers.models.CNN", "path": "2_CNN"}]""");
        AssertRefused<NotSupportedException>(folder["model"], "modules.json", "CNN");
        Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Normalize = true, Pooling = TextPooling.Mean }));
    }

    [Theory]
    [InlineData("sentence_bert_config.json", "do_lower_case", "true")]
    public void SettingThatIsNotAppliedIsNamed(string file, string setting, string value)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder[$"model/{file}"], $$"""{"{{setting}}": null}""");
        TextEmbeddingModel.FromDirectory(folder["model"]).Dispose();
        File.WriteAllText(folder[$"model/{file}"], $$"""{"{{setting}}": {{value}}}""");
        AssertRefused<NotSupportedException>(folder["model"], file, setting);
    }

    [Theory]
    [InlineData("config.json", """{"vocab_size": "93"}""")]
    [InlineData("config.json", "[]")]
    [InlineData("modules.json", "{}")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": "long"}""")]
    [InlineData("tokenizer.json", """{"pre_tokenizer": 3}""")]
    public void FieldOfAnotherTypeIsSaid(string file, string content)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder[$"model/{file}"], content);
        AssertRefused<InvalidDataException>(folder["model"], folder["model"]);
    }

    [Fact]
    public void ByteOrderMarkIsNoFault()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], """{"max_position_embeddings": 5}""", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        TextEmbeddingModel.FromDirectory(folder["model"]).Dispose();
    }

    [Theory]
    [InlineData("BertJapaneseTokenizer")]
    [InlineData("MPNetTokenizer")]
    public void VocabularyFileOfAnotherTokenizerIsNamed(string type)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/tokenizer_config.json"], $$"""{"tokenizer_class": "{{type}}"}""");
        AssertRefused<NotSupportedException>(folder["model"], type, "tokenizer.json");
    }

    [Fact]
    public void MoreTokensThanPositionsAreSaid()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], """{"max_position_embeddings": 8}""");
        File.WriteAllText(folder["model/sentence_bert_config.json"], """{"max_seq_length": 16}""");
        AssertRefused<InvalidDataException>(folder["model"], "sentence_bert_config.json", "16", "8");
    }

    [Theory]
    [InlineData("""{"pooling_mode": "attention"}""", "attention")]
    [InlineData("""{"pooling_mode_mean_tokens": false, "pooling_mode_median_tokens": true}""", "pooling_mode_median_tokens")]
    public void UnknownPoolingIsNamed(string pooling, string name)
    {
        TinyOnnxModel.Write(folder["model"]);
        TinyModules.Write(folder["model"], "Pooling");
        TinyModules.WritePooling(folder["model"], pooling);
        AssertRefused<NotSupportedException>(folder["model"], "1_Pooling/config.json", name);
    }

    private static void AssertRefused<TException>(string directory, params string[] named)
        where TException : Exception
    {
        var error = Assert.Throws<TException>(() => TextEmbeddingModel.FromDirectory(directory).Dimension);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
