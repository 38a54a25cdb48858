using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>Writes static models as Python's model2vec does (StaticModel.save_pretrained).</summary>
internal static class StaticModelFolder
{
    /// <summary>model2vec's own value: it cuts texts itself.</summary>
    private const int SequenceLength = 1_000_000;

    /// <exception cref="NotSupportedException">The model does something that model2vec's config.json has no word for.</exception>
    public static void Write(StaticTextDefinition model, string directory)
    {
        bool normalizes = model.Vector is { Normalize: true } or { Modules: [{ Type: VectorModuleSettings.Normalize }] };
        if (model.Prompt.Length > 0 || model.KeepsUnknown || model.Vector.Dimensions is not null
            || model.Vector.Modules.Any(module => module.Type != VectorModuleSettings.Normalize))
        {
            throw new NotSupportedException(
                "The model has a prompt, modules, a cut of dimensions, or an unknown token that counts, and a Model2Vec folder can't tell that. Copy the folder that it was read from.");
        }
        var config = new JsonObject
        {
            ["model_type"] = "model2vec",
            ["architectures"] = new JsonArray("StaticModel"),
            ["hidden_dim"] = model.Table.Dimension,
            ["seq_length"] = SequenceLength,
            ["max_length"] = model.MaxTokens,
            ["normalize"] = normalizes,
            ["embedding_dtype"] = model.Precision,
        };
        AtomicFolder.Write(directory, last: StaticTextDefinition.TableName, folder =>
        {
            foreach (var part in model.Files)
            {
                using var stream = File.Create(Path.Combine(folder, part.Name));
                stream.Write(part.Content.Span);
            }
            File.WriteAllBytes(Path.Combine(folder, "config.json"), [.. JsonText.Indented(config), (byte)'\n']);
        });
    }
}
