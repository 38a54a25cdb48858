using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damaged safetensors files.</summary>
public sealed class DamagedSafetensorsTests : IDisposable
{
    private const string FileName = "folder/model.safetensors";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 5000)]
    [InlineData(2, 5000)]
    public void Any(int seed, int rounds)
    {
        byte[][] originals = [.. new[] { "F32", "F16", "BF16", "I8" }.Select(type => StaticTable(type, rows: null)), StaticTable("F16", rows: 4000), ManyTensors()];
        new Fuzzing(FileName, Read) { Overhead = 32 * 1024 }.Run(originals, Mutate, rounds, seed);
    }

    /// <summary>All values that a reader would ask for.</summary>
    private static void Read(byte[] file)
    {
        foreach (var tensor in SafetensorsFile.Read(file, FileName).Values)
        {
            if (tensor.Name is "weights" or "linear.weight")
                tensor.ToSingles(FileName);
            else if (tensor.Name == "mapping")
                tensor.ToIntegers(FileName);
        }
    }

    private static byte[] Mutate(byte[] whole, Random random) => random.Next(2) == 0 ? Mutation.OfBytes(whole, random, head: 400) : MutateHeader(whole, random);

    private static byte[] MutateHeader(byte[] whole, Random random)
    {
        int length = (int)BitConverter.ToInt64(whole);
        byte[] header = Mutation.OfText(whole[8..(8 + length)], random);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. whole[(8 + length)..]];
    }

    private byte[] StaticTable(string type, int? rows) =>
        File.ReadAllBytes(Path.Combine(TinyStaticModel.Write(folder[$"{type}{rows}"], type: type, rows: rows, sharedRows: true), "model.safetensors"));

    private byte[] ManyTensors()
    {
        TinyTensors.Write(folder["many"], [.. Enumerable.Range(0, 100).Select(i => TinyTensors.Singles($"layer.{i}.weight", new float[i], i))]);
        return File.ReadAllBytes(folder["many"]);
    }
}
