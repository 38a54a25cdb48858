using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>The small files of a text model's folder: what they say decides how the network is used.</summary>
internal sealed class TextModelFolderTarget() : TextModelTarget("text-folder")
{
    public override byte[] Damage(FuzzFile whole, Random random) =>
        whole.Name.EndsWith(".safetensors", StringComparison.Ordinal) ? Mutation.OfBytes(whole.Content, random, head: 200) : Mutation.OfText(whole.Content, random);

    protected override IEnumerable<string> WriteFolders()
    {
        string model = TinyOnnxModel.Write(Folder["network"]);
        TinyModules.Write(model, "Pooling", "Dense", "Normalize");
        TinyModules.WritePooling(model, """{"word_embedding_dimension": 12, "pooling_mode": ["cls", "mean"], "include_prompt": false}""");
        TinyModules.WriteDense(model, "2_Dense", 2 * TinyOnnxModel.Dimension, 5, "torch.nn.Tanh");
        TinyModules.WritePrompts(model, """{"prompts": {"query": "the good "}, "default_prompt_name": "query", "truncate_dim": 4}""");
        WriteText("config.json", $$"""{"vocab_size": {{TinyVocabulary.Pieces.Length}}, "max_position_embeddings": 64, "model_type": "bert"}""");
        WriteText("sentence_bert_config.json", """{"max_seq_length": 32, "do_lower_case": false}""");
        WriteText("tokenizer_config.json", """{"model_max_length": 48, "do_lower_case": true}""");
        WriteText("README.md", "---\nlicense: mit\n---\n");
        TinyStaticModel.Write(Folder["static"], sharedRows: true);
        string[] files =
        [
            "modules.json", "config.json", "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "config_sentence_transformers.json",
            "sentence_bert_config.json", "tokenizer_config.json", "README.md",
        ];
        return [.. files.Select(file => $"network/{file}"), "static/config.json"];

        void WriteText(string name, string content) => File.WriteAllText(Path.Combine(model, name), content);
    }
}
