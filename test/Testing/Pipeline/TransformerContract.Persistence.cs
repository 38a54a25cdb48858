using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>One native zip.</summary>
public abstract partial class TransformerContract<TInput>
{
    [Fact]
    public void FreshProcessGivesTheSameBits()
    {
        const int count = 300;
        var ml = NewContext();
        var (model, data) = Production(count);
        using (model as IDisposable)
        {
            ml.Model.Save(model, data.Schema, Folder["model.zip"]);
            using (var stream = File.Create(Folder["rows.idv"]))
                ml.Data.SaveAsBinary(data, stream);

            using (var process = FreshProcess.Start(Environment, Folder["model.zip"], Folder["rows.idv"], Folder["vectors"]))
                process.WaitForSuccess();

            float[][] expected = Vectors(model.Transform(data));
            float[] all = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Folder["vectors"])).ToArray();
            float[][] vectors = [.. all.Chunk(expected[0].Length)];
            Assert.Equal(2 * count, vectors.Length);
            AssertClose(expected, vectors[..count], 0);
            AssertClose(VectorsOneByOne(model, data), vectors[count..], 0);
        }
    }

    /// <summary>The stage and rows that ML.NET can write to a file.</summary>
    private protected virtual (ITransformer Model, RowsDataView Rows) Production(int count) => (Fit(), Rows(count));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LoadedStageIsTheSavedOne(bool slotNames)
    {
        var ml = NewContext();
        var data = Rows(50);
        using var saved = Fit(slotNames: slotNames);
        ml.Model.Save(saved, data.Schema, Folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(Folder["model.zip"], out var schema);

        // ML.NET's zip has no images in its schema.
        Assert.Equal(data.Schema.Where(column => column.Type is not ImageDataViewType).Select(column => (column.Name, column.Type)), schema.Select(column => (column.Name, column.Type)));
        Assert.Equal(saved.Fingerprint, loaded.Fingerprint);
        Assert.Equal(saved.Dimension, loaded.Dimension);
        Assert.Equal((saved.OutputColumnName, saved.InputColumnName), (loaded.OutputColumnName, loaded.InputColumnName));
        Assert.Equal(slotNames, loaded.GetOutputSchema(data.Schema)[Features].HasSlotNames());
        AssertClose(Vectors(saved.Transform(data)), Vectors(loaded.Transform(data)), 0);
    }

    [Fact]
    public void SavedAgainTheZipHoldsTheSame()
    {
        var ml = NewContext();
        var data = Rows(5);
        using var saved = Fit();
        ml.Model.Save(saved, data.Schema, Folder["one.zip"]);
        var loaded = ml.Model.Load(Folder["one.zip"], out var schema);
        ml.Model.Save(loaded, schema, Folder["two.zip"]);
        Assert.Equal(Contents(Folder["one.zip"]), Contents(Folder["two.zip"]));
        ((IDisposable)loaded).Dispose();

        static string[] Contents(string zip)
        {
            using var archive = System.IO.Compression.ZipFile.OpenRead(zip);
            return [.. archive.Entries.Select(entry => $"{entry.FullName} {entry.Length} {entry.Crc32:x8}").Order()];
        }
    }
}
