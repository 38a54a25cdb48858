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
        MapPart.Write(writer, stage.Map);
    });

    private static EmbeddingMapTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => ModelPart.Read(ctx, Version, reader =>
    {
        string outputColumn = reader.ReadString(), inputColumn = reader.ReadString();
        return new EmbeddingMapTransformer(env, outputColumn, inputColumn, MapPart.Read(reader));
    });
}
