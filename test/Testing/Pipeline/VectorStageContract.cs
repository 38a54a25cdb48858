using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>
/// What holds for every stage that makes vectors of vectors, as <see cref="TransformerContract{TInput}"/> says it of stages with an encoder: rows keep their own values, a row at
/// a time gives what a cursor gives, nothing is read that nobody asked for, and the zip gives the same bits in a process of its own.
/// </summary>
public abstract class VectorStageContract : IDisposable
{
    private const string Features = "Features";

    private protected TemporaryFolder Folder { get; } = new();

    private protected MLContext ML { get; } = new(seed: 1);

    /// <summary>The columns that the stage reads when it is fitted; some rows have no vector.</summary>
    private protected abstract IReadOnlyList<TestColumn> Inputs { get; }

    /// <summary>Those that the fitted stage reads.</summary>
    private protected virtual IReadOnlyList<TestColumn> Read => Inputs;

    /// <summary>Appends the column "Features".</summary>
    private protected abstract IEstimator<ITransformer> Estimator { get; }

    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected RowsDataView Rows(int count, params IEnumerable<TestColumn> passengers) => new(count, [TestColumns.Id, .. Inputs, .. passengers]);

    private protected ITransformer Fit(int rows = 60) => Estimator.Fit(Rows(rows));

    [Fact]
    public void EveryRowKeepsItsOwnValues()
    {
        var stage = Fit();
        float[][] expected = VectorsOneByOne(stage, Rows(80));
        Assert.True(expected.Select(vector => string.Join(' ', vector)).Distinct().Count() > 50, "rows differ");
        TestColumn[] columns = [.. Inputs, .. TestColumns.Passengers];
        var view = stage.Transform(Rows(80, TestColumns.Passengers));
        Assert.True(view.CanShuffle);
        Assert.Equal(80, view.GetRowCount());
        DataViewSchema.Column[] active = [.. view.Schema.Where(column => !column.IsHidden)];
        var sets = new[] { [view.GetRowCursor(active)], new[] { view.GetRowCursor(active, new Random(3)) }, view.GetRowCursorSet(active, 3), view.GetRowCursorSet(active, 4, new Random(4)) };
        foreach (var cursors in sets)
        {
            var seen = new List<int>();
            foreach (var cursor in cursors)
            {
                using (cursor)
                    Check(cursor, seen);
            }
            Assert.Equal(Enumerable.Range(0, 80), seen.Order());
        }

        void Check(DataViewRowCursor cursor, List<int> seen)
        {
            var id = cursor.GetGetter<float>(cursor.Schema["Id"]);
            var checks = columns.Select(column => column.CreateCheck(cursor)).ToArray();
            var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema[Features]);
            VBuffer<float> vector = default;
            float row = 0;
            while (cursor.MoveNext())
            {
                id(ref row);
                seen.Add((int)row);
                Array.ForEach(checks, check => check((int)row));
                getter(ref vector);
                Assert.Equal(expected[(int)row], vector.DenseValues().ToArray());
            }
        }
    }

    [Fact]
    public void NothingIsReadThatNobodyAskedFor()
    {
        var stage = Fit();
        var data = Rows(10, TestColumns.Passengers);
        var view = stage.Transform(data);
        using (var cursor = view.GetRowCursor([view.Schema["Id"]]))
            Assert.True(cursor.MoveNext());
        Assert.Equal(["Id"], data.LastActive);
        using (var cursor = view.GetRowCursor([view.Schema[Features]]))
            Assert.True(cursor.MoveNext());
        Assert.Equal(Read.Select(column => column.Name), data.LastActive);
        var mapper = stage.GetRowToRowMapper(data.Schema);
        Assert.Equal(Read.Select(column => column.Name), mapper.GetDependencies([mapper.OutputSchema[Features]]).Select(column => column.Name));
        Assert.Equal(0, data.OpenCursors);
    }

    [Fact]
    public void SchemaAndShapeAgree()
    {
        var stage = Fit();
        var schema = stage.GetOutputSchema(Rows(1).Schema);
        var shape = Estimator.GetOutputSchema(SchemaShapes.Of(Rows(1).Schema)).Single(column => column.Name == Features);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, shape.Kind);
        Assert.Equal(NumberDataViewType.Single, shape.ItemType);
        Assert.True(schema[Features].Type is VectorDataViewType { IsKnownSize: true });
        Assert.Equal(schema[Features].HasSlotNames(), shape.Annotations.Any(annotation => annotation.Name == "SlotNames"));
        var missing = new RowsDataView(3, [TestColumns.Id]);
        Assert.Contains(Inputs[0].Name, Assert.Throws<ArgumentOutOfRangeException>(() => Estimator.Fit(missing)).Message);
        Assert.Contains(Read[0].Name, Assert.Throws<ArgumentOutOfRangeException>(() => stage.Transform(missing)).Message);
        Assert.Contains(Inputs[0].Name, Assert.Throws<ArgumentOutOfRangeException>(() => Estimator.GetOutputSchema(SchemaShapes.Of(missing.Schema))).Message);
    }

    [Fact]
    public void EqualRowsGiveAnEqualStageOnAnyThread()
    {
        float[][] expected = Vectors(Fit().Transform(Rows(40)));
        var stage = Fit();
        Parallel.For(0, 8, _ =>
        {
            AssertSameBits(expected, Vectors(stage.Transform(Rows(40))));
            AssertSameBits(expected, VectorsOneByOne(stage, Rows(40)));
        });
        AssertSameBits(expected, Vectors(Fit().Transform(Rows(40))));
    }

    [Fact]
    public void FreshProcessGivesTheSameBits()
    {
        var stage = Fit();
        var data = Rows(40);
        ML.Model.Save(stage, data.Schema, Folder["model.zip"]);
        using (var stream = File.Create(Folder["rows.idv"]))
            ML.Data.SaveAsBinary(data, stream);
        FreshProcess.Run(Folder["model.zip"], Folder["rows.idv"], Folder["vectors"]);
        float[][] expected = Vectors(stage.Transform(data));
        float[][] actual = [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Folder["vectors"])).ToArray().Chunk(expected[0].Length)];
        AssertSameBits([.. expected, .. expected], actual);
    }

    [Fact]
    public void SavedAgainTheZipHoldsTheSame()
    {
        var schema = Rows(1).Schema;
        ML.Model.Save(Fit(), schema, Folder["one.zip"]);
        ML.Model.Save(ML.Model.Load(Folder["one.zip"], out _), schema, Folder["two.zip"]);
        Assert.Equal(Contents(Folder["one.zip"]), Contents(Folder["two.zip"]));

        static string[] Contents(string zip)
        {
            using var archive = System.IO.Compression.ZipFile.OpenRead(zip);
            return [.. archive.Entries.Select(entry => $"{entry.FullName} {entry.Length} {entry.Crc32:x8}").Order()];
        }
    }

    private protected static float[][] Vectors(IDataView view, string column = Features)
    {
        var vectors = new List<float[]>();
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema[column]);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            vectors.Add([.. vector.DenseValues()]);
        }
        return [.. vectors];
    }

    /// <summary>A row at a time, as PredictionEngine does.</summary>
    private protected static float[][] VectorsOneByOne(ITransformer stage, IDataView data)
    {
        var mapper = stage.GetRowToRowMapper(data.Schema);
        var features = mapper.OutputSchema[Features];
        var vectors = new List<float[]>();
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [features]);
        var getter = row.GetGetter<VBuffer<float>>(features);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            vectors.Add([.. vector.DenseValues()]);
        }
        return [.. vectors];
    }

    /// <summary>NaN is NaN.</summary>
    private protected static void AssertSameBits(float[][] expected, float[][] actual) =>
        Assert.Equal(expected.Select(vector => vector.Select(BitConverter.SingleToInt32Bits)), actual.Select(vector => vector.Select(BitConverter.SingleToInt32Bits)));
}
