using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Every row keeps its own values, over random schemas, pipelines and uses of cursors.</summary>
public abstract partial class TransformerContract<TInput>
{
    private static readonly Gen<(int Rows, int Seed, int LookAhead, int Threads)> Scenarios =
        Gen.Select(Gen.Int[0, 130], Gen.Int[0, int.MaxValue], Gen.Int[1, 50], Gen.Int[1, 3]);

    [Fact]
    public void EveryRowKeepsItsOwnValues()
    {
        using var reference = Fit();
        var expected = VectorsOneByOne(reference, Rows(130));
        Scenarios.Sample(scenario => CheckScenario(scenario.Rows, new Random(scenario.Seed), scenario.LookAhead, scenario.Threads, expected), iter: 100, threads: 1);
    }

    private void CheckScenario(int rows, Random random, int lookAhead, int threads, float[][] expected)
    {
        var ml = new MLContext(random.Next());
        var passengers = TestColumns.Passengers.Where(_ => random.Next(2) == 0).ToArray();
        using var model = Fit(execution: new EmbeddingExecutionOptions { MaxLookAheadRows = lookAhead, MaxDegreeOfParallelism = threads });
        bool images = passengers.Append(Input).Any(column => column.Type is ImageDataViewType);

        int before = random.Next(), after = random.Next();
        IDataView view = Rearrange(ml, Rows(rows, passengers), new Random(before), images);
        int[] rowsBefore = [.. view.GetColumn<float>(TestColumns.Id.Name).Select(id => (int)id)];
        var plain = Rearrange(ml, view, new Random(after), images);
        view = Rearrange(ml, model.Transform(view), new Random(after), images);

        TestColumn[] checkedColumns = [Input, .. passengers.Where(_ => random.Next(3) > 0)];
        bool withVectors = random.Next(8) > 0;
        var active = checkedColumns.Select(column => column.Name).Append(TestColumns.Id.Name).Concat(withVectors ? [Features] : []).ToArray();
        var columns = active.Select(name => view.Schema[name]).ToArray();

        var seen = new List<int>();
        bool complete = random.Next(4) > 0;
        switch (random.Next(3))
        {
            case 0:
                using (var cursor = view.GetRowCursor(columns))
                    ReadRows(cursor, checkedColumns, withVectors, expected, random, seen, complete);
                break;
            case 1:
                using (var cursor = view.GetRowCursor(columns, new Random(random.Next())))
                    ReadRows(cursor, checkedColumns, withVectors, expected, random, seen, complete);
                break;
            default:
                foreach (var cursor in view.GetRowCursorSet(columns, random.Next(1, 5), new Random(random.Next())))
                {
                    using (cursor)
                        ReadRows(cursor, checkedColumns, withVectors, expected, random, seen, complete);
                }
                break;
        }
        // The stage adds a column and neither loses, repeats nor invents a row.
        int[] all = [.. plain.GetColumn<float>(TestColumns.Id.Name).Select(id => (int)id)];
        if (complete)
            Assert.Equal(all.Order(), seen.Order());
        else
            Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Subset(rowsBefore.ToHashSet(), seen.ToHashSet());
    }

    private static IDataView Rearrange(MLContext ml, IDataView view, Random random, bool images)
    {
        for (int step = random.Next(3); step > 0; step--)
        {
            // ML.NET leaves images out when it caches or shuffles.
            view = random.Next(images ? 3 : 5) switch
            {
                0 => ml.Data.FilterRowsByColumn(view, TestColumns.Id.Name, random.Next(20), random.Next(20, 140)),
                1 => ml.Data.TakeRows(view, random.Next(1, 140)),
                2 => ml.Data.SkipRows(view, random.Next(1, 30)),
                3 => ml.Data.ShuffleRows(view, random.Next(), random.Next(1, 60)),
                _ => ml.Data.Cache(view),
            };
        }
        return view;
    }

    private static void ReadRows(DataViewRowCursor cursor, TestColumn[] columns, bool withVectors, float[][] expected, Random random, List<int> seen, bool complete)
    {
        var id = cursor.GetGetter<float>(cursor.Schema[TestColumns.Id.Name]);
        var checks = columns.Select(column => column.CreateCheck(cursor)).ToArray();
        var vectors = withVectors ? cursor.GetGetter<VBuffer<float>>(cursor.Schema[Features]) : null;
        int stopAfter = complete ? int.MaxValue : random.Next(100);
        float row = 0;
        VBuffer<float> vector = default;
        while (seen.Count < stopAfter && cursor.MoveNext())
        {
            id(ref row);
            seen.Add((int)row);
            random.Shuffle(checks);
            // Some values are not fetched, some twice.
            foreach (var check in checks)
            {
                for (int times = random.Next(3); times > 0; times--)
                    check((int)row);
            }
            if (vectors is not null && random.Next(4) > 0)
            {
                vectors(ref vector);
                AssertClose(expected[(int)row], [.. vector.DenseValues()], 1e-5f, $"row {row}");
            }
        }
    }
}
