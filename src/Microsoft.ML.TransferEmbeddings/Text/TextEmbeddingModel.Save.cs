using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Text.Folders;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>Static models as folders.</content>
public sealed partial class TextEmbeddingModel
{
    /// <summary>
    /// Writes a static model as a Model2Vec folder: <c>model.safetensors</c>, <c>tokenizer.json</c> and <c>config.json</c>. <see cref="FromDirectory"/> reads
    /// it back with the same fingerprint; Python's model2vec reads it too, unless the table is <see cref="StaticTableFormat.Int4"/>, and from version 0.10 on it cuts texts
    /// where this model does (<c>max_length</c>).
    /// </summary>
    /// <param name="directory">Path of the folder. It is created if missing, and files of these names are replaced.</param>
    /// <exception cref="ArgumentNullException"><paramref name="directory"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or has a NUL character.</exception>
    /// <exception cref="NotSupportedException">The model is not static, or has a prompt, modules or a truncation that such a folder can't express.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    public void SaveToDirectory(string directory)
    {
        FilePath.Require(directory);
        if (Definition is not StaticTextDefinition model)
            throw new NotSupportedException($"A model of kind '{Definition.Kind}' can't be saved as a Model2Vec folder: it has a network. Copy the folder that it was read from.");
        StaticModelFolder.Write(model, directory);
    }
}
