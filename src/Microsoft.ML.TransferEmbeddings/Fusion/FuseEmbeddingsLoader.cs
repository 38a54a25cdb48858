using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Vectors;

[assembly: LoadableClass(typeof(FuseEmbeddingsTransformer), typeof(FuseEmbeddingsLoader), null, typeof(SignatureLoadModel), "Fusion of embeddings", FuseEmbeddingsLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Writes a fusion's stage into ML.NET's model zip, and what ML.NET calls when it finds one there.</summary>
internal static class FuseEmbeddingsLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "FuseEmbeddings";

    /// <summary>A part of a first version would have no checksum.</summary>
    private const uint FormatVersion = 0x00010002;

    private static VersionInfo Version => new(
        modelSignature: "TREMFUSE",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(FuseEmbeddingsLoader).Assembly.FullName,
        loaderSignature: Signature);

    public static void Save(ModelSaveContext context, FuseEmbeddingsTransformer stage) => ModelPart.Write(context, Version, writer =>
    {
        var fusion = stage.Fusion;
        writer.Write(stage.OutputColumnName);
        writer.Write(fusion.Blocks.Count);
        foreach (string name in stage.InputColumnNames)
            writer.Write(name);
        writer.Write(fusion.Combination.ToString());
        writer.Write(fusion.Indicators);
        foreach (var block in fusion.Blocks)
        {
            writer.Write(block.Length);
            writer.Write(block.UnitLength);
            writer.Write(block.Factors is not null);
            ModelPart.WriteValues<float>(writer, [block.Weight]);
            ModelPart.WriteValues<float>(writer, block.Missing);
            ModelPart.WriteValues<float>(writer, block.Center);
            ModelPart.WriteValues<float>(writer, block.Factors);
        }
        writer.Write(fusion.Projection is not null);
        if (fusion.Projection is { } projection)
            MapPart.Write(writer, projection);
    });

    private static FuseEmbeddingsTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => ModelPart.Read(ctx, Version, reader =>
    {
        string outputColumn = reader.ReadString();
        string[] inputColumns = reader.ReadStrings(reader.ReadInt32());
        var combination = Enum.Parse<BlockCombination>(reader.ReadString());
        bool indicators = reader.ReadBoolean();
        FusedBlock[] blocks = Array.ConvertAll(inputColumns, _ => ReadBlock(reader));
        if (blocks.Length == 0 || (combination == BlockCombination.Average && blocks.Any(block => block.Length != blocks[0].Length)))
            throw new InvalidDataException($"It fuses {blocks.Length} blocks of {string.Join(", ", blocks.Select(block => block.Length))} values.");
        var fusion = new BlockFusion(blocks, combination, indicators, projection: null);
        if (!reader.ReadBoolean())
            return new FuseEmbeddingsTransformer(env, outputColumn, inputColumns, fusion);
        var projection = MapPart.Read(reader);
        return projection.InputDimension == fusion.Dimension
            ? new FuseEmbeddingsTransformer(env, outputColumn, inputColumns, new BlockFusion(blocks, combination, indicators, projection))
            : throw new InvalidDataException($"It fuses vectors of {fusion.Dimension} values and maps those of {projection.InputDimension}.");
    });

    private static FusedBlock ReadBlock(ModelPartReader reader)
    {
        int length = reader.ReadInt32();
        if (length < 1)
            throw new InvalidDataException($"A block has {length} values.");
        bool unitLength = reader.ReadBoolean(), isStandardized = reader.ReadBoolean();
        float weight = reader.ReadValues<float>(1)[0];
        return new FusedBlock(length, weight, reader.ReadValues<float>(length))
        {
            UnitLength = unitLength,
            Center = isStandardized ? reader.ReadValues<float>(length) : null,
            Factors = isStandardized ? reader.ReadValues<float>(length) : null,
        };
    }
}
