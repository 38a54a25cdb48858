namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>A file in the folder of a text model.</summary>
internal abstract class TextModelTarget(string name) : FuzzFolderTarget(name)
{
    private TextEmbeddingModel? model;

    /// <summary>The other files of the model, which are read with the damaged one.</summary>
    public override long Overhead => Megabyte / 2;

    /// <summary>A text for which all tables of characters are read, so that no damaged file seems to take their memory.</summary>
    public override void Use()
    {
        if (model!.Embed("the g\u00f6\u0308d text \u2581 \u4e2d").Length != model.Dimension)
            throw new InvalidOperationException("A vector has another length than the model says.");
    }

    /// <summary>A folder that leaves no token for a text could be mended by options.</summary>
    public override bool IsRefusal(Exception error) => base.IsRefusal(error) || (error.GetType() == typeof(ArgumentException) && error.Message.Contains(Folder.Root));

    public override void Dispose()
    {
        model?.Dispose();
        base.Dispose();
    }

    protected override void ReadFolder(string folder)
    {
        model?.Dispose();
        model = null;
        model = TextEmbeddingModel.FromDirectory(folder);
    }
}
