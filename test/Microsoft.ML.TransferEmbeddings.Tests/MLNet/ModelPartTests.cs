using System.Text;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Tests.MLNet;

/// <summary>The parts of stages in ML.NET's zip.</summary>
public sealed class ModelPartTests
{
    [Theory]
    [InlineData(2_000_000_000)]
    [InlineData(5)]
    [InlineData(-1)]
    public void MoreValuesThanThereAreBytesTakeNoMemory(int count)
    {
        using var reader = new BinaryReader(new MemoryStream(new byte[19]));
        var part = new ModelPartReader(reader, 19);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => part.ReadValues<float>(count));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        if (count != 5)
            Assert.Throws<InvalidDataException>(() => part.ReadStrings(count));
        Assert.Equal(4, part.ReadValues<float>(4).Length);
        Assert.Throws<InvalidDataException>(part.CheckEnd);
        part.ReadValues<byte>(3);
        part.CheckEnd();
    }

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        float[] values = [.. Enumerable.Range(0, 200_000).Select(i => i / 7f)];
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write("text");
            ModelPart.WriteValues<float>(writer, values);
        }
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var part = new ModelPartReader(reader, stream.Length);
        Assert.Equal("text", part.ReadString());
        Assert.Equal(values, part.ReadValues<float>(values.Length));
        part.CheckEnd();
    }
}
