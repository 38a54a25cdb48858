using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Vectors;

[assembly: LoadableClass(typeof(EmbeddingMapTransformer), typeof(EmbeddingMapLoader), null, typeof(SignatureLoadModel), "Embedding map", EmbeddingMapLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Vectors;

/// <summary>Writes a map's stage into ML.NET's model zip, and what ML.NET calls when it finds one there.</summary>
internal static class EmbeddingMapLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "EmbeddingMap";

    /// <summary>A part of a first version would have no checksum.</summary>
    private const uint FormatVersion = 0x00010002;

    private static VersionInfo Version => new(
        modelSignature: "TREMEMAP",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(EmbeddingMapLoader).Assembly.FullName,
        loaderSignature: Signature);

    public static void Save(ModelSaveContext context, EmbeddingMapTransformer stage) => ModelPart.Write(context, Version, writer =>
    {
        writer.Write(stage.OutputColumnName);
        writer.Write(stage.InputColumnName);
        var map = stage.Map;
        writer.Write(map.InputDimension);
        writer.Write(map.Weights is null ? 0 : map.OutputDimension);
        writer.Write(map.Offset is not null);
        ModelPart.WriteValues<double>(writer, [map.KeptVariance ?? double.NaN, map.Penalty ?? double.NaN]);
        ModelPart.WriteValues<float>(writer, map.Center);
        ModelPart.WriteValues<float>(writer, map.Weights);
        ModelPart.WriteValues<float>(writer, map.Offset);
    });

    private static EmbeddingMapTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => ModelPart.Read(ctx, Version, reader =>
    {
        string outputColumn = reader.ReadString(), inputColumn = reader.ReadString();
        int from = reader.ReadInt32(), to = reader.ReadInt32();
        bool hasOffset = reader.ReadBoolean();
        if (from < 1 || to < 0)
            throw new InvalidDataException($"It maps {from} values to {to}.");
        double[] facts = reader.ReadValues<double>(2);
        float[] center = reader.ReadValues<float>(from);
        float[]? weights = to == 0 ? null : reader.ReadValues<float>((long)from * to);
        float[]? offset = hasOffset ? reader.ReadValues<float>(to == 0 ? from : to) : null;
        var map = new EmbeddingMap(center, weights, offset) { KeptVariance = Known(facts[0]), Penalty = Known(facts[1]) };
        return new EmbeddingMapTransformer(env, outputColumn, inputColumn, map);

        static double? Known(double value) => double.IsNaN(value) ? null : value;
    });
}
