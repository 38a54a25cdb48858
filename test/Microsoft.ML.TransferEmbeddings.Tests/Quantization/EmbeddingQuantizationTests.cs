using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.FewLabels;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Quantization;

/// <summary>Codes of a byte or a bit a dimension: alone, as a stage, and searched.</summary>
public sealed class EmbeddingQuantizationTests : IDisposable
{
    private const int Dimension = 19;
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public void Dispose() => folder.Dispose();

    /// <summary>((embedding - starts) / steps - 128).astype(np.int8), where astype cuts towards zero.</summary>
    [Fact]
    public void BytesAreThoseOfTheOriginal()
    {
        var quantizer = EmbeddingQuantizer.Int8([0, -1, 5], [255, 1, 5]);
        var code = new byte[3];
        Assert.Equal([-128, 0, -128], Code(0, 0, 5));
        Assert.Equal([127, 126, -128], Code(255, 1, 5));
        Assert.Equal([-117, -128, -128], Code(10.9f, -1, 5));
        Assert.Equal([0, 63, -128], Code(127.1f, 0.5f, 5));
        Assert.Equal([72, 0, -128], Code(200.7f, 0, 5));
        // Outside the range, where the original wraps around.
        Assert.Equal([127, -128, -128], Code(1000, -7, 4));

        sbyte[] Code(params float[] embedding)
        {
            quantizer.Quantize(embedding, code);
            return [.. code.Select(value => (sbyte)value)];
        }
    }

    /// <summary>np.packbits(embedding > 0).</summary>
    [Fact]
    public void BitsAreThoseOfTheOriginal()
    {
        var quantizer = EmbeddingQuantizer.Binary(10);
        var code = new byte[quantizer.CodeLength];
        quantizer.Quantize([1, 0, -1, 2, 0, 0, 0, 3, 0.1f, -0.1f], code);
        Assert.Equal([0b1001_0001, 0b1000_0000], code);
        var back = new float[10];
        quantizer.Dequantize(code, back);
        Assert.Equal(1, TensorPrimitives.Norm<float>(back), 1e-6f);
        Assert.Equal([true, false, false, true, false, false, false, true, true, false], back.Select(value => value > 0));
    }

    [Theory]
    [InlineData(EmbeddingPrecision.Int8)]
    [InlineData(EmbeddingPrecision.Binary)]
    public void AStageAndItsInverseAreSavedAndLoaded(EmbeddingPrecision precision)
    {
        var data = Data(50);
        var quantize = ml.Transforms.QuantizeEmbeddings("Code", "Features", precision).Fit(data);
        var inverse = quantize.CreateInverse("Back");
        var chain = new TransformerChain<ITransformer>(quantize, inverse);
        ml.Model.Save(chain, data.Schema, folder["model.zip"]);
        var loaded = new MLContext().Model.Load(folder["model.zip"], out var schema);
        var (before, after) = (chain.Transform(data), loaded.Transform(data));
        Assert.Equal(before.Schema.Select(column => (column.Name, column.Type)), after.Schema.Select(column => (column.Name, column.Type)));
        Assert.Equal(before.GetColumn<float[]>("Back"), after.GetColumn<float[]>("Back"));
        Assert.Equal(data.GetColumn<float[]>("Features"), after.GetColumn<float[]>("Features"));
        Assert.Equal(Codes(before), Codes(after));

        var engine = ml.Model.CreatePredictionEngine<Row, Decoded>(loaded, schema);
        float[] expected = after.GetColumn<float[]>("Back").First();
        Assert.Equal(expected, engine.Predict(new Row { Features = data.GetColumn<float[]>("Features").First() }).Back);
        Assert.Equal(3, after.Preview(maxRows: 3).RowView.Length);

        string[] Codes(IDataView view) => precision == EmbeddingPrecision.Binary
            ? [.. view.GetColumn<byte[]>("Code").Select(Convert.ToHexString)]
            : [.. view.GetColumn<sbyte[]>("Code").Select(code => string.Join(' ', code))];
    }

    /// <summary>A row without a whole vector has no code: neither that of the row before nor one of zeros.</summary>
    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public void ARowWithoutAWholeVectorIsRefusedByName(string kind)
    {
        float[][] vectors = [.. TinyTensors.Random(7, 6 * Dimension).Chunk(Dimension)];
        var bad = ml.Data.LoadFromEnumerable(vectors.Select((vector, row) => new Row { Features = row == 4 ? BadVectors.Create(kind, Dimension)! : vector }));
        Refused(() => ml.Transforms.QuantizeEmbeddings("Code", "Features").Fit(bad));
        foreach (var precision in Enum.GetValues<EmbeddingPrecision>())
        {
            var quantize = ml.Transforms.QuantizeEmbeddings("Code", "Features", precision).Fit(Data(20));
            Refused(() => Read(quantize.Transform(bad), "Code", precision));
            var chain = new TransformerChain<ITransformer>(quantize, quantize.CreateInverse("Back"));
            using var engine = ml.Model.CreatePredictionEngine<Row, Decoded>(chain);
            float[] expected = engine.Predict(new Row { Features = vectors[0] }).Back;
            Assert.Throws<ArgumentException>(() => engine.Predict(new Row { Features = BadVectors.Create(kind, Dimension)! }));
            Assert.Equal(expected, engine.Predict(new Row { Features = vectors[0] }).Back);
            if (kind is "not a number" or "infinite")
                Assert.Throws<ArgumentException>(() => quantize.Quantizer.Quantize(BadVectors.Create(kind, Dimension), new byte[quantize.Quantizer.CodeLength]));
        }

        static void Refused(Action action)
        {
            string message = Assert.Throws<ArgumentException>(action).Message;
            Assert.Contains("'Features'", message);
            Assert.Contains("row 4", message);
        }

        static void Read(IDataView view, string column, EmbeddingPrecision precision)
        {
            if (precision == EmbeddingPrecision.Binary)
                Assert.NotEmpty(view.GetColumn<byte[]>(column).ToArray());
            else
                Assert.NotEmpty(view.GetColumn<sbyte[]>(column).ToArray());
        }
    }

    [Fact]
    public void ACodeOfAnotherLengthIsRefusedByName()
    {
        var inverse = ml.Transforms.QuantizeEmbeddings("Code", "Features").Fit(Data(20)).CreateInverse("Back");
        var codes = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(row => new Coded { Code = row == 3 ? null : new sbyte[Dimension] }));
        string message = Assert.Throws<ArgumentException>(() => inverse.Transform(codes).GetColumn<float[]>("Back").ToArray()).Message;
        Assert.Contains("'Code'", message);
        Assert.Contains("row 3", message);
    }

    [Theory]
    [InlineData(EmbeddingPrecision.Int8)]
    [InlineData(EmbeddingPrecision.Binary)]
    public void AZipOfOneChangedBitIsRefused(EmbeddingPrecision precision)
    {
        var data = Data(50);
        ml.Model.Save(ml.Transforms.QuantizeEmbeddings("Code", "Features", precision).Fit(data), data.Schema, folder["model.zip"]);
        ChangedZips.AreRefused(folder["model.zip"], folder["changed.zip"], "Model.key");
    }

    [Fact]
    public void TheInverseIsWithinAStep()
    {
        var data = Data(200);
        var quantize = ml.Transforms.QuantizeEmbeddings("Code", "Features").Fit(data);
        var back = quantize.CreateInverse("Back").Transform(quantize.Transform(data));
        // Values lie between -1 and 1.
        Assert.All(
            data.GetColumn<float[]>("Features").Zip(back.GetColumn<float[]>("Back")),
            pair => Assert.InRange(pair.First.Zip(pair.Second, (a, b) => Math.Abs(a - b)).Max(), 0, 2.001f / 255));
    }

    [Fact]
    public void CursorsAreLazyShuffledAndInSets()
    {
        var data = ml.Data.Cache(Data(100));
        var coded = ml.Transforms.QuantizeEmbeddings("Code", "Features").Fit(data).Transform(data);
        Assert.Equal(100, coded.GetRowCount());
        using (var cursor = coded.GetRowCursor([coded.Schema["Features"]], new Random(1)))
        {
            Assert.True(cursor.MoveNext());
            Assert.False(cursor.IsColumnActive(coded.Schema["Code"]));
            Assert.Throws<ArgumentException>(() => cursor.GetGetter<VBuffer<sbyte>>(coded.Schema["Code"]));
        }
        int rows = 0;
        foreach (var cursor in coded.GetRowCursorSet(coded.Schema, 2))
        {
            var getter = cursor.GetGetter<VBuffer<sbyte>>(coded.Schema["Code"]);
            VBuffer<sbyte> code = default;
            for (; cursor.MoveNext(); rows++)
                getter(ref code);
            Assert.Equal(Dimension, code.Length);
            cursor.Dispose();
        }
        Assert.Equal(100, rows);
    }

    [Theory]
    [InlineData(EmbeddingPrecision.Int8, 1, 0.97)]
    [InlineData(EmbeddingPrecision.Int8, 4, 1)]
    [InlineData(EmbeddingPrecision.Binary, 1, 0.4)]
    [InlineData(EmbeddingPrecision.Binary, 8, 0.84)]
    [InlineData(EmbeddingPrecision.Binary, 32, 0.97)]
    public void SearchesFindWhatExactOnesFind(EmbeddingPrecision precision, int rescoreFactor, double leastRecall)
    {
        const int count = 10;
        string file = Path.Combine(Repository.Root, "samples/data/sentiment_labelled_sentences/yelp_labelled.txt");
        float[][] vectors = TextEmbeddingModel.Default.Embed(File.ReadLines(file).Select(line => line.Split('\t')[0]));
        var (corpus, queries) = (vectors[100..], vectors[..100]);
        var quantizer = precision == EmbeddingPrecision.Int8 ? EmbeddingQuantizer.Int8(corpus) : EmbeddingQuantizer.Binary(corpus[0].Length);
        var index = new QuantizedEmbeddings(quantizer);
        foreach (float[] vector in corpus)
            index.Add(vector);
        Assert.Equal(corpus.Length, index.Count);

        double found = 0;
        foreach (float[] query in queries)
        {
            var exact = Enumerable.Range(0, corpus.Length).OrderByDescending(i => TensorPrimitives.Dot<float>(query, corpus[i])).Take(count).ToHashSet();
            var matches = index.Search(query, count, new EmbeddingSearchOptions { RescoreFactor = rescoreFactor, ExactEmbedding = i => corpus[i] });
            Assert.Equal(count, matches.Count);
            Assert.Equal(matches.OrderByDescending(match => match.Score), matches);
            Assert.All(matches, match => Assert.Equal(TensorPrimitives.Dot<float>(query, corpus[match.Index]), match.Score, 1e-5f));
            found += matches.Count(match => exact.Contains(match.Index));
        }
        double recall = found / (count * queries.Length);
        TestContext.Current.SendDiagnosticMessage($"{precision} × {rescoreFactor}: recall@{count} {recall:0.000}");
        Assert.True(recall >= leastRecall, $"recall@{count} is {recall:0.000}");
    }

    [Fact]
    public void WithoutExactVectorsCodesAreScored()
    {
        float[][] vectors = [.. TinyTensors.Random(1, 40 * Dimension).Chunk(Dimension)];
        var index = new QuantizedEmbeddings(EmbeddingQuantizer.Int8(vectors));
        foreach (float[] vector in vectors)
            index.Add(vector);
        Assert.All(vectors.Index(), pair => Assert.Equal(TensorPrimitives.Dot<float>(vectors[0], pair.Item), index.Search(vectors[0], 40).Single(match => match.Index == pair.Index).Score, 0.1f));
        Assert.Empty(new QuantizedEmbeddings(EmbeddingQuantizer.Binary(3)).Search([1, 2, 3], 5));
    }

    [Theory]
    [InlineData(EmbeddingPrecision.Int8)]
    [InlineData(EmbeddingPrecision.Binary)]
    public void FilteredEmbeddingsAreNotFoundAndAQueryOfZerosFindsNone(EmbeddingPrecision precision)
    {
        float[][] vectors = [.. TinyTensors.Random(1, 40 * Dimension).Chunk(Dimension)];
        var index = new QuantizedEmbeddings(precision == EmbeddingPrecision.Int8 ? EmbeddingQuantizer.Int8(vectors) : EmbeddingQuantizer.Binary(Dimension));
        foreach (float[] vector in vectors)
            index.Add(vector);
        var odd = index.Search(vectors[0], 50, new EmbeddingSearchOptions { Filter = i => i % 2 == 1 });
        Assert.Equal(Enumerable.Range(0, 20).Select(i => 2 * i + 1), odd.Select(match => match.Index).Order());
        Assert.Empty(index.Search(new float[Dimension], 5));
    }

    [Fact]
    public void OfEqualEmbeddingsTheEarlierComesFirst()
    {
        var index = new QuantizedEmbeddings(EmbeddingQuantizer.Binary(2));
        for (int i = 0; i < 100; i++)
            index.Add([1, 1]);
        Assert.Equal([0, 1, 2], index.Search([1, 2], 3, new EmbeddingSearchOptions { RescoreFactor = 1 }).Select(match => match.Index));
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        Assert.Contains("hundred", Assert.Throws<ArgumentException>(() => EmbeddingQuantizer.Int8([])).Message);
        Assert.Throws<ArgumentException>(() => EmbeddingQuantizer.Int8([[1, 2], [1]]));
        Assert.Contains("Embedding 1 ", Assert.Throws<ArgumentException>(() => EmbeddingQuantizer.Int8([[1, 2], [1, float.NaN]])).Message);
        Assert.Contains("null", Assert.Throws<ArgumentException>(() => EmbeddingQuantizer.Int8([[1, 2], null!])).Message);
        var index = new QuantizedEmbeddings(EmbeddingQuantizer.Binary(2));
        index.Add([1, 1]);
        foreach (float[] other in new[] { [1], new[] { 1, float.NaN } })
            Assert.Contains("embedding 0", Assert.Throws<InvalidOperationException>(() => index.Search([1, 2], 1, new EmbeddingSearchOptions { ExactEmbedding = _ => other })).Message);
        Assert.Throws<ArgumentException>(() => EmbeddingQuantizer.Int8([1], [0]));
        Assert.Throws<ArgumentException>(() => EmbeddingQuantizer.Binary(8).Quantize(new float[7], new byte[1]));
        Assert.Throws<ArgumentException>(() => new QuantizedEmbeddings(EmbeddingQuantizer.Binary(8)).Search(new float[7], 1));
        Assert.Throws<ArgumentException>(() => new QuantizedEmbeddings(EmbeddingQuantizer.Binary(2)).Search([1, float.NaN], 1));
        Assert.Throws<ArgumentException>(() => new QuantizedEmbeddings(EmbeddingQuantizer.Binary(2)).Add([1, float.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantizedEmbeddings(EmbeddingQuantizer.Binary(2)).Search([1, 2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingSearchOptions { RescoreFactor = 0 });
        var data = Data(3);
        Assert.Contains("Other", Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.QuantizeEmbeddings("Code", "Other").Fit(data)).Message);
        Assert.Contains("Single", Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.QuantizeEmbeddings("Code", "Id").Fit(data)).Message);
        var quantize = ml.Transforms.QuantizeEmbeddings("Code", "Features").Fit(data);
        Assert.Throws<InvalidOperationException>(() => quantize.CreateInverse("Back").CreateInverse("Again"));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.QuantizeEmbeddings("Code", "Features", (EmbeddingPrecision)7));
    }

    private IDataView Data(int rows) =>
        ml.Data.LoadFromEnumerable(TinyTensors.Random(7, rows * Dimension).Chunk(Dimension).Select(vector => new Row { Features = vector }));

    private sealed class Row
    {
        public float Id { get; set; }

        [VectorType(Dimension)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Coded
    {
        [VectorType(Dimension)]
        public sbyte[]? Code { get; set; }
    }

    private sealed class Decoded
    {
        public float[] Back { get; set; } = [];
    }
}
