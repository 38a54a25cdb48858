namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>A file in the folder of a text model.</summary>
internal abstract class TextModelTarget(string name) : FuzzFolderTarget(name)
{
    private TextEmbeddingModel? model;

    /// <summary>The other files of the model, which are read with the damaged one.</summary>
    public override long Overhead => Megabyte / 2;

    public override void Use() => Assert(model!.Embed("the good text").Length == model.Dimension);

    /// <summary>The folder may ask for more than the network has, as options may.</summary>
    public override bool IsRefusal(Exception error) =>
        base.IsRefusal(error) || (error.GetType() == typeof(ArgumentException) && base.IsRefusal(new InvalidDataException(error.Message)));

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

    private static void Assert(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("A vector has another length than the model says.");
    }
}
