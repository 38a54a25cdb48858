using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.StaticText;

/// <summary>Whole numbers are the same in all types: so are their sums, at dimensions that fill registers and at others.</summary>
public sealed class TokenTableTests : IDisposable
{
    private const int Rows = 50;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("F16", 1)]
    [InlineData("F16", 64)]
    [InlineData("F16", 131)]
    [InlineData("BF16", 131)]
    [InlineData("I8", 1)]
    [InlineData("I8", 64)]
    [InlineData("I8", 131)]
    [InlineData("I8", 257)]
    public void TablesOfAllTypesGiveTheSameSums(string type, int dimension)
    {
        var random = new Random(dimension);
        int[] values = [.. Enumerable.Range(0, Rows * dimension).Select(_ => random.Next(-127, 128))];
        int[] ids = [.. Enumerable.Range(0, 200).Select(_ => random.Next(Rows))];

        var sum = new float[dimension];
        Table("F32", dimension, values).AddRows(ids, sum);
        Assert.Equal(Enumerable.Range(0, dimension).Select(i => (float)ids.Sum(id => values[id * dimension + i])), sum);

        var other = new float[dimension];
        Table(type, dimension, values).AddRows(ids, other);
        Assert.Equal(sum, other);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    public void FourBitTableIsReadAsItIsDescribed(int dimension)
    {
        var random = new Random(dimension);
        byte[] values = new byte[Rows * dimension / 2];
        random.NextBytes(values);
        Half[] scales = [.. Enumerable.Range(0, Rows * dimension / 32).Select(_ => (Half)(random.Next(-8, 8) / 4.0))];
        string file = folder["int4.safetensors"];
        TinyTensors.Write(file, ("embeddings.int4", "U8", [Rows, dimension / 2], values), ("embeddings.scales", "F16", [Rows, dimension / 32], [.. MemoryMarshal.AsBytes<Half>(scales)]));
        var table = TokenTable.Read(ModelFile.FromFile(file), file);

        var row = new float[dimension];
        table.AddRow(7, 1, row);
        for (int i = 0; i < dimension; i++)
        {
            int group = 7 * dimension / 32 + i / 32, place = i % 32;
            int number = (values[group * 16 + place % 16] >> (place < 16 ? 0 : 4)) & 0xF;
            Assert.Equal((number - 8) * (float)scales[group], row[i], 1e-5f);
        }

        int[] ids = [.. Enumerable.Range(0, 200).Select(_ => random.Next(Rows))];
        var sum = new float[dimension];
        table.AddRows(ids, sum);
        var expected = new float[dimension];
        foreach (int id in ids)
            table.AddRow(id, 1, expected);
        Assert.Equal(expected, sum);
    }

    [Theory]
    [InlineData(8, 1, "F16")]
    [InlineData(16, 2, "F16")]
    [InlineData(16, 1, "F32")]
    public void DamagedFourBitTableIsRefused(int columns, int scaleColumns, string scaleType)
    {
        string file = folder["int4.safetensors"];
        TinyTensors.Write(
            file,
            ("embeddings.int4", "U8", [Rows, columns], new byte[Rows * columns]),
            ("embeddings.scales", scaleType, [Rows, scaleColumns], new byte[Rows * scaleColumns * (scaleType == "F16" ? 2 : 4)]));
        Assert.Contains("embeddings.scales", Assert.Throws<InvalidDataException>(() => TokenTable.Read(ModelFile.FromFile(file), file)).Message);
    }

    private TokenTable Table(string type, int dimension, int[] values)
    {
        byte[] data = type switch
        {
            "F16" => [.. MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value))],
            "BF16" => [.. MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))],
            "I8" => Array.ConvertAll(values, value => (byte)(sbyte)value),
            _ => [.. MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value))],
        };
        string file = folder[$"{type}.safetensors"];
        TinyTensors.Write(file, ("embeddings", type, [Rows, dimension], data));
        return TokenTable.Read(ModelFile.FromFile(file), file);
    }
}
