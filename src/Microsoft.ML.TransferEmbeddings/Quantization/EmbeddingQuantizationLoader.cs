using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Quantization;

[assembly: LoadableClass(typeof(EmbeddingQuantizationTransformer), typeof(EmbeddingQuantizationLoader), null, typeof(SignatureLoadModel),
    "Embedding quantization", EmbeddingQuantizationLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Quantization;

/// <summary>Writes a quantization stage into ML.NET's model zip, and what ML.NET calls when it finds one there.</summary>
internal static class EmbeddingQuantizationLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "EmbeddingQuantization";

    /// <summary>The first one had no checksum.</summary>
    private const uint FormatVersion = 0x00010002;

    private static VersionInfo Version => new(
        modelSignature: "TREMQUAN",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(EmbeddingQuantizationLoader).Assembly.FullName,
        loaderSignature: Signature);

    public static void Save(ModelSaveContext context, EmbeddingQuantizationTransformer stage) => ModelPart.Write(context, Version, writer =>
    {
        writer.Write(stage.OutputColumnName);
        writer.Write(stage.InputColumnName);
        writer.Write(stage.IsInverse);
        writer.Write(stage.Quantizer.Precision.ToString());
        writer.Write(stage.Quantizer.Dimension);
        ModelPart.WriteValues(writer, stage.Quantizer.Minima);
        ModelPart.WriteValues(writer, stage.Quantizer.Maxima);
    });

    private static EmbeddingQuantizationTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => ModelPart.Read(ctx, Version, reader =>
    {
        string outputColumn = reader.ReadString(), inputColumn = reader.ReadString();
        bool isInverse = reader.ReadBoolean();
        var precision = Enum.Parse<EmbeddingPrecision>(reader.ReadString());
        int dimension = reader.ReadInt32();
        var quantizer = precision == EmbeddingPrecision.Binary
            ? EmbeddingQuantizer.Binary(dimension)
            : EmbeddingQuantizer.Int8(reader.ReadValues<float>(dimension), reader.ReadValues<float>(dimension));
        return new EmbeddingQuantizationTransformer(env, outputColumn, inputColumn, quantizer, isInverse);
    });
}
