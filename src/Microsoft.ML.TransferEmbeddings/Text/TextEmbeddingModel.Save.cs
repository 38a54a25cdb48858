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
    /// <remarks>
    /// The files are first written to a temporary folder, and moved when all of them are complete. A save that fails leaves the previous files in place. If the process
    /// ends while files are moved, the folder lacks the table, and <see cref="FromDirectory"/> refuses it.
    /// </remarks>
    /// <param name="directory">Path of the folder. It is created if missing, files of these names are replaced, and other files stay.</param>
    /// <exception cref="ArgumentNullException"><paramref name="directory"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or has a NUL character.</exception>
    /// <exception cref="NotSupportedException">The model is not static, or has a prompt, modules or a truncation that such a folder can't express.</exception>
    /// <exception cref="IOException">A file can't be written; the previous files are unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written to; the previous files are unchanged.</exception>
    public void SaveToDirectory(string directory)
    {
        FilePath.Require(directory);
        if (Definition is not StaticTextDefinition model)
            throw new NotSupportedException($"A model of kind '{Definition.Kind}' can't be saved as a Model2Vec folder: it has a network. Copy the folder that it was read from.");
        StaticModelFolder.Write(model, directory);
    }
}
