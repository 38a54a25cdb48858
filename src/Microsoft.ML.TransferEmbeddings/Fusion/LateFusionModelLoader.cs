using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.MLNet;

[assembly: LoadableClass(typeof(LateFusionModelParameters), typeof(LateFusionModelLoader), null, typeof(SignatureLoadModel), "Late fusion model", LateFusionModelLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Writes the heads of a late fusion into ML.NET's model zip, and what ML.NET calls when it finds them there.</summary>
internal static class LateFusionModelLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "LateFusionModel";

    /// <summary>A part of a first version would have no checksum.</summary>
    private const uint FormatVersion = 0x00010002;

    private static VersionInfo Version => new(
        modelSignature: "TREMLATE",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(LateFusionModelLoader).Assembly.FullName,
        loaderSignature: Signature);

    public static void Save(ModelSaveContext context, LateFusionModelParameters model) => ModelPart.Write(context, Version, writer =>
    {
        writer.Write(model.BlockCount);
        writer.Write(model.ClassCount);
        ModelPart.WriteValues<int>(writer, model.Layout.Lengths);
        ModelPart.WriteValues<float>(writer, model.Layout.Missing);
        ModelPart.WriteValues<float>(writer, model.Shares);
        foreach (var head in model.Heads)
        {
            writer.Write(head is not null);
            ModelPart.WriteValues<double>(writer, head?.Parameters);
        }
    });

    private static LateFusionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx) => ModelPart.Read(ctx, Version, reader =>
    {
        int blocks = reader.ReadInt32(), classes = reader.ReadInt32();
        int[] lengths = reader.ReadValues<int>(blocks);
        if (blocks < 1 || classes < 1 || lengths.Any(length => length < 1))
            throw new InvalidDataException($"It has {blocks} blocks of {string.Join(", ", lengths)} values, and {classes} classes.");
        var layout = new FusedLayout(lengths, reader.ReadValues<float>(lengths.Sum(length => (long)length)));
        float[] shares = reader.ReadValues<float>(classes);
        LinearModel?[] heads = Array.ConvertAll(lengths, length =>
            reader.ReadBoolean() ? new LinearModel(classes, length, reader.ReadValues<double>((long)classes * (length + 1))) : null);
        return new LateFusionModelParameters(layout, heads, shares);
    });
}
