using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Quantization;

[assembly: LoadableClass(typeof(EmbeddingQuantizationTransformer), typeof(EmbeddingQuantizationLoader), null, typeof(SignatureLoadModel),
    "Embedding quantization", EmbeddingQuantizationLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Quantization;

/// <summary>Writes a quantization stage into ML.NET's model zip, and what ML.NET calls when it finds one there.</summary>
internal static class EmbeddingQuantizationLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "EmbeddingQuantization";

    private const uint FormatVersion = 0x00010001;

    private static VersionInfo Version => new(
        modelSignature: "TREMQUAN",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(EmbeddingQuantizationLoader).Assembly.FullName,
        loaderSignature: Signature);

    public static void Save(ModelSaveContext context, EmbeddingQuantizationTransformer stage)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        context.Writer.Write(stage.OutputColumnName);
        context.Writer.Write(stage.InputColumnName);
        context.Writer.Write(stage.IsInverse);
        context.Writer.Write(stage.Quantizer.Precision.ToString());
        context.Writer.Write(stage.Quantizer.Dimension);
        foreach (var (minimum, maximum) in stage.Quantizer.Ranges)
        {
            context.Writer.Write(minimum);
            context.Writer.Write(maximum);
        }
    }

    private static EmbeddingQuantizationTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        try
        {
            string outputColumn = ctx.Reader.ReadString(), inputColumn = ctx.Reader.ReadString();
            bool isInverse = ctx.Reader.ReadBoolean();
            var precision = Enum.Parse<EmbeddingPrecision>(ctx.Reader.ReadString());
            int dimension = ctx.Reader.ReadInt32();
            var quantizer = precision == EmbeddingPrecision.Binary ? EmbeddingQuantizer.Binary(dimension) : ReadRanges(ctx.Reader, dimension);
            return new EmbeddingQuantizationTransformer(env, outputColumn, inputColumn, quantizer, isInverse);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            throw new InvalidDataException($"The model zip is damaged: '{ctx.Directory}' can't be used, {e.Message} Copy or save the zip again.", e);
        }
    }

    private static EmbeddingQuantizer ReadRanges(BinaryReader reader, int dimension)
    {
        List<float> minimum = [], maximum = [];
        for (int i = 0; i < dimension; i++)
        {
            minimum.Add(reader.ReadSingle());
            maximum.Add(reader.ReadSingle());
        }
        return EmbeddingQuantizer.Int8(minimum, maximum);
    }
}
