using System.Text;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Files with wrong bytes: a clear error or a model, never anything else.</summary>
public sealed class DamagedFilesTests : IDisposable
{
    private const int Mutations = 300;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("modules.json")]
    [InlineData("config.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("2_Dense/config.json")]
    [InlineData("2_Dense/model.safetensors")]
    [InlineData("config_sentence_transformers.json")]
    [InlineData("sentence_bert_config.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("model.onnx")]
    [InlineData("README.md")]
    public void OfATransformer(string file)
    {
        TinyOnnxModel.Write(folder["model"], weightsFile: "model.onnx_data");
        TinyModules.Write(folder["model"], "Pooling", "Dense", "Normalize");
        TinyModules.WritePooling(folder["model"], """{"word_embedding_dimension": 12, "pooling_mode": ["cls", "mean"], "include_prompt": false}""");
        TinyModules.WriteDense(folder["model"], "2_Dense", 2 * TinyOnnxModel.Dimension, 5, "torch.nn.Tanh");
        TinyModules.WritePrompts(folder["model"], """{"prompts": {"query": "the good "}, "default_prompt_name": "query", "truncate_dim": 4}""");
        File.WriteAllText(folder["model/config.json"], $$"""{"vocab_size": {{TinyVocabulary.Pieces.Length}}, "max_position_embeddings": 64, "model_type": "bert"}""");
        File.WriteAllText(folder["model/sentence_bert_config.json"], """{"max_seq_length": 32, "do_lower_case": false}""");
        File.WriteAllText(folder["model/tokenizer_config.json"], """{"model_max_length": 48, "do_lower_case": true}""");
        File.WriteAllText(folder["model/README.md"], "---\nlicense: mit\n---\n");
        Mutate(file);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    public void OfAStaticModel(string file)
    {
        TinyStaticModel.Write(folder["model"], sharedRows: true);
        Mutate(file);
    }

    private void Mutate(string file)
    {
        string path = folder[$"model/{file}"];
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(5);
        for (int round = 0; round < Mutations; round++)
        {
            File.WriteAllBytes(path, Mutation(whole, random));
            try
            {
                using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
                Assert.Equal(model.Dimension, model.Embed("the good text").Length);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or IOException)
            {
                Assert.True(e.Message.Length > 20 && e is not ArgumentNullException and not ArgumentOutOfRangeException, $"{e}\n\n{Encoding.UTF8.GetString(File.ReadAllBytes(path))}");
            }
        }
    }

    private static byte[] Mutation(byte[] whole, Random random)
    {
        var bytes = new List<byte>(whole);
        for (int edits = random.Next(1, 4); edits > 0 && bytes.Count > 1; edits--)
        {
            // Heads are where lengths, shapes and names are.
            int at = random.Next(2) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(bytes.Count, 200));
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)));
                    break;
                case 3:
                    bytes.InsertRange(at, "-1"u8.ToArray());
                    break;
                default:
                    bytes[at] = (byte)"0192[]{}\",tfn"[random.Next(13)];
                    break;
            }
        }
        return [.. bytes];
    }
}
