using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Tests.Folders;

/// <summary>What the format allows is read as it is written, without a copy; what it forbids is refused by name.</summary>
public sealed class SafetensorsFileTests : IDisposable
{
    private const string Title = "folder/model.safetensors";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("F32", "0000803F000000C0")]
    [InlineData("F64", "000000000000F03F00000000000000C0")]
    [InlineData("F16", "003C00C0")]
    [InlineData("BF16", "803F00C0")]
    public void FloatsOfEveryTypeAreRead(string type, string data)
    {
        byte[] bytes = Convert.FromHexString(data);
        var tensor = Read($$"""{"x":{"dtype":"{{type}}","shape":[2],"data_offsets":[0,{{bytes.Length}}] } }""", bytes)["x"];
        Assert.Equal(type, tensor.ElementType);
        Assert.Equal([2L], tensor.Shape);
        Assert.Equal([1f, -2f], tensor.ToSingles(Title));
        Assert.Contains(type, Assert.Throws<NotSupportedException>(() => tensor.ToIntegers(Title)).Message);
    }

    [Theory]
    [InlineData("I32", "01000000FEFFFFFF")]
    [InlineData("I64", "0100000000000000FEFFFFFFFFFFFFFF")]
    public void IntegersOfBothTypesAreRead(string type, string data)
    {
        byte[] bytes = Convert.FromHexString(data);
        var tensor = Read($$"""{"x":{"dtype":"{{type}}","shape":[2,1],"data_offsets":[0,{{bytes.Length}}] } }""", bytes)["x"];
        Assert.Equal([1, -2], tensor.ToIntegers(Title));
        Assert.Contains(type, Assert.Throws<NotSupportedException>(() => tensor.ToSingles(Title)).Message);
    }

    [Fact]
    public void IntegerThatIsTooLargeForARowNumberIsNamed()
    {
        byte[] bytes = BitConverter.GetBytes(1L << 40);
        var tensor = Read("""{"mapping":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", bytes)["mapping"];
        string message = Assert.Throws<InvalidDataException>(() => tensor.ToIntegers(Title)).Message;
        Assert.All([Title, "'mapping'", "1,099,511,627,776"], part => Assert.Contains(part, message));
    }

    [Fact]
    public void NothingIsCopied()
    {
        const int rows = 20_000, columns = 64;
        foreach (string type in new[] { "F32", "F16", "BF16", "I8" })
        {
            int bytes = rows * columns * (type switch { "F32" => 4, "I8" => 1, _ => 2 });
            TinyTensors.Write(folder["model.safetensors"], ("embeddings", type, [rows, columns], new byte[bytes]));
            var part = ModelFile.FromFile(folder["model.safetensors"]);
            TokenTable.Read(part, Title);

            long before = GC.GetAllocatedBytesForCurrentThread();
            var tensor = SafetensorsFile.Read(part.Content, Title)["embeddings"];
            TokenTable.Read(part, Title).AddRow(3, 1, new float[columns]);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024);
            Assert.True(MemoryMarshal.TryGetArray(part.Content, out var file) && MemoryMarshal.TryGetArray(tensor.Data, out var data) && file.Array == data.Array);
        }
    }

    [Fact]
    public void TensorsAreInAnyOrderAndMayBeEmpty()
    {
        var tensors = Read(
            """
            {"__metadata__":{"format":"pt","note":"\ud83d\ude00"},
             "last":{"data_offsets":[5,6],"shape":[],"dtype":"U8","later":{"a":[1]}},
             "empty":{"dtype":"F32","shape":[3,0,7],"data_offsets":[5,5]},
             "none":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},
             "first":{"dtype":"I8","shape":[1,5],"data_offsets":[0,5]}}   
            """,
            [1, 2, 3, 4, 5, 6]);
        Assert.Equal(["last", "empty", "none", "first"], tensors.Keys);
        Assert.Equal([6], tensors["last"].Data.ToArray());
        Assert.Empty(tensors["last"].Shape);
        Assert.Equal([3L, 0, 7], tensors["empty"].Shape);
        Assert.Empty(tensors["empty"].ToSingles(Title));
        Assert.Equal([1, 2, 3, 4, 5], tensors["first"].Data.ToArray());
        Assert.Empty(Read("{}", []));
    }

    [Fact]
    public void TypeThatIsNotKnownIsPassedOn()
    {
        var tensor = Read("""{"x":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", [1, 2])["x"];
        Assert.Equal("F4", tensor.ElementType);
        Assert.Contains("in type F4", Assert.Throws<NotSupportedException>(() => tensor.ToSingles(Title)).Message);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"I8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"I8","shape":[4],"data_offsets":[2,6]}}""", "overlap at 2 bytes")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6],"data_offsets":[0,6]},"y":{"dtype":"I8","shape":[6],"data_offsets":[0,6]}}""", "overlap at 0 bytes")]
    [InlineData("""{"x":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"I8","shape":[2],"data_offsets":[4,6]}}""", "have a gap at 2 bytes")]
    [InlineData("""{"x":{"dtype":"I8","shape":[5],"data_offsets":[0,5]}}""", "end at 5 bytes of data and the file has 6")]
    [InlineData("{}", "end at 0 bytes")]
    [InlineData("""{"x":{"dtype":"I8","shape":[7],"data_offsets":[0,7]}}""", "'x' lies at 0 to 7 and the file has 6")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6],"data_offsets":[-1,5]}}""", "'x' lies at -1")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6],"data_offsets":[6,0]}}""", "'x' lies at 6 to 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,6]}}""", "'x' of type F32 and shape [2] has 6 bytes")]
    [InlineData("""{"x":{"dtype":"I8","shape":[-2,-3],"data_offsets":[0,6]}}""", "shape [-2, -3]")]
    [InlineData("""{"x":{"dtype":"I8","shape":[4294967296,4294967296,4294967296,4294967296,6],"data_offsets":[0,6]}}""", "4294967296, 6] has 6 bytes")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6.5],"data_offsets":[0,6]}}""", "Number where a whole number was expected")]
    [InlineData("""{"x":{"dtype":1,"shape":[6],"data_offsets":[0,6]}}""", "header can't be read")]
    [InlineData("""{"x":{"dtype":"I8","shape":6,"data_offsets":[0,6]}}""", "Number where StartArray was expected")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6]}}""", "'x' lacks one of dtype, shape and two data_offsets")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6],"data_offsets":[0,6,6]}}""", "two data_offsets")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6],"data_offsets":[0,6]},"x":{"dtype":"I8","shape":[0],"data_offsets":[6,6]}}""", "two tensors 'x'")]
    [InlineData("""{"x":{"dtype":"I8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,6],"data_offsets":[0,6]}}""", "more than 64")]
    [InlineData("""{"x":{"dtype":"I8","shape":["6"],"data_offsets":[0,6]}}""", "String where a whole number was expected")]
    [InlineData("""{"x":1}""", "Number where StartObject was expected")]
    [InlineData("[]", "StartArray where StartObject was expected")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6],"data_offsets":[0,6]}""", "header can't be read")]
    [InlineData("""{"x":{"dtype":"I8","shape":[6],"data_offsets":[0,6]}} x""", "header can't be read")]
    [InlineData("""{"\ud800":{"dtype":"I8","shape":[6],"data_offsets":[0,6]}}""", "header can't be read")]
    [InlineData("", "header can't be read")]
    public void WhatTheFormatForbidsIsNamed(string header, string reason)
    {
        string message = Assert.Throws<InvalidDataException>(() => Read(header, new byte[6])).Message;
        Assert.StartsWith($"'{Title}' is not a whole safetensors file: ", message);
        Assert.Contains(reason, message);
        Assert.EndsWith(". Download or copy the file again.", message);
        Assert.DoesNotContain("..", message);
    }

    [Theory]
    [InlineData("", "has 0 bytes")]
    [InlineData("01020304050607", "has 7 bytes")]
    [InlineData("01000000000000007B", "header can't be read")]
    [InlineData("03000000000000007B7D", "claims 3 bytes and the file has 10")]
    [InlineData("FFFFFFFFFFFFFF7F7B7D", "claims 9,223,372,036,854,775,807 bytes")]
    [InlineData("FFFFFFFFFFFFFFFF7B7D", "claims 18,446,744,073,709,551,615 bytes")]
    public void HeaderThatIsNotThereIsNamed(string file, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(Convert.FromHexString(file), Title)).Message);

    private static IReadOnlyDictionary<string, Tensor> Read(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return SafetensorsFile.Read((byte[])[.. length, .. json, .. data], Title);
    }
}
