using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damaged files of a model's folder, read as users read them. What can be read is used.</summary>
public sealed class DamagedConfigTests : IDisposable
{
    private const int Rounds = 250;

    /// <summary>The other files of the model, which are read with the damaged one, and the buffers of the first text.</summary>
    private const int Overhead = 512 * 1024;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("modules.json")]
    [InlineData("config.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("2_Dense/config.json")]
    [InlineData("config_sentence_transformers.json")]
    [InlineData("sentence_bert_config.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("README.md")]
    public void TextOfATransformer(string file)
    {
        WriteTransformer();
        Run(file, Mutation.OfText, seed: 1);
    }

    [Theory]
    [InlineData("2_Dense/model.safetensors")]
    [InlineData("model.onnx")]
    public void WeightsOfATransformer(string file)
    {
        WriteTransformer(weightsFile: null);
        Run(file, (whole, random) => Mutation.OfBytes(whole, random, head: 200), seed: 2);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    public void StaticModel(string file)
    {
        TinyStaticModel.Write(folder["model"], sharedRows: true);
        Run(file, file == "config.json" ? Mutation.OfText : (whole, random) => Mutation.OfBytes(whole, random, head: 200), seed: 3);
    }

    private void Run(string file, Func<byte[], Random, byte[]> mutate, int seed)
    {
        string path = folder[$"model/{file}"];
        TextEmbeddingModel? model = null;
        new Fuzzing(file, content =>
        {
            model?.Dispose();
            model = null;
            File.WriteAllBytes(path, content);
            model = TextEmbeddingModel.FromDirectory(folder["model"]);
        })
        {
            Overhead = Overhead,
            IsProse = file == "README.md",
            IsClear = error => error is InvalidDataException or NotSupportedException or FileNotFoundException or DirectoryNotFoundException or ArgumentException
                && error is not ArgumentNullException and not ArgumentOutOfRangeException && error.Message.Contains(folder["model"])
                && Array.Exists(Directory.GetFiles(folder["model"], "*", SearchOption.AllDirectories), other => error.Message.Contains(Path.GetFileName(other))),
            Use = () => Assert.Equal(model!.Dimension, model.Embed("the good text").Length),
        }.Run([File.ReadAllBytes(path)], mutate, Rounds, seed);
        model?.Dispose();
    }

    private void WriteTransformer(string? weightsFile = "model.onnx_data")
    {
        TinyOnnxModel.Write(folder["model"], weightsFile: weightsFile);
        TinyModules.Write(folder["model"], "Pooling", "Dense", "Normalize");
        TinyModules.WritePooling(folder["model"], """{"word_embedding_dimension": 12, "pooling_mode": ["cls", "mean"], "include_prompt": false}""");
        TinyModules.WriteDense(folder["model"], "2_Dense", 2 * TinyOnnxModel.Dimension, 5, "torch.nn.Tanh");
        TinyModules.WritePrompts(folder["model"], """{"prompts": {"query": "the good "}, "default_prompt_name": "query", "truncate_dim": 4}""");
        File.WriteAllText(folder["model/config.json"], $$"""{"vocab_size": {{TinyVocabulary.Pieces.Length}}, "max_position_embeddings": 64, "model_type": "bert"}""");
        File.WriteAllText(folder["model/sentence_bert_config.json"], """{"max_seq_length": 32, "do_lower_case": false}""");
        File.WriteAllText(folder["model/tokenizer_config.json"], """{"model_max_length": 48, "do_lower_case": true}""");
        File.WriteAllText(folder["model/README.md"], "---\nlicense: mit\n---\n");
    }
}
