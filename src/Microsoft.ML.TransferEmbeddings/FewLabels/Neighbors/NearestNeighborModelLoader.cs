using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;
using Microsoft.ML.TransferEmbeddings.MLNet;

[assembly: LoadableClass(typeof(NearestNeighborModelParameters), typeof(NearestNeighborModelLoader), null, typeof(SignatureLoadModel),
    "Nearest-neighbor model", NearestNeighborModelLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>Writes a nearest-neighbor model into ML.NET's model zip, and what ML.NET calls when it finds one there.</summary>
internal static class NearestNeighborModelLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "NearestNeighborModel";

    /// <summary>The first one had no checksum.</summary>
    private const uint FormatVersion = 0x00010002;

    private static VersionInfo Version => new(
        modelSignature: "TREMNEAR",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(NearestNeighborModelLoader).Assembly.FullName,
        loaderSignature: Signature);

    public static void Save(ModelSaveContext context, NearestNeighborModelParameters model) => ModelPart.Write(context, Version, writer =>
    {
        writer.Write(model.Labels.Count);
        foreach (string label in model.Labels)
            writer.Write(label);
        writer.Write(model.Dimension);
        writer.Write(model.Neighbors ?? 0);
        writer.Write(model.Count);
        ModelPart.WriteValues(writer, model.Examples.Classes);
        ModelPart.WriteValues(writer, model.Examples.Rows);
        ModelPart.WriteValues(writer, model.Examples.Sums);
    });

    private static NearestNeighborModelParameters Create(IHostEnvironment env, ModelLoadContext ctx) => ModelPart.Read(ctx, Version, reader =>
    {
        string[] labels = reader.ReadStrings(reader.ReadInt32());
        int dimension = reader.ReadInt32(), neighbors = reader.ReadInt32(), count = reader.ReadInt32();
        if (dimension < 1 || neighbors < 0 || count < 1)
            throw new InvalidDataException($"It has {count} examples of {dimension} values, {neighbors} of which are asked.");
        int[] classes = reader.ReadValues<int>(count), rows = reader.ReadValues<int>(count);
        if (classes.Any(index => index < 0 || index >= labels.Length))
            throw new InvalidDataException("An example is of no class.");
        var examples = new Examples(dimension, classes, rows, reader.ReadValues<float>((long)count * dimension));
        return new NearestNeighborModelParameters(labels, neighbors == 0 ? null : neighbors, examples);
    });
}
