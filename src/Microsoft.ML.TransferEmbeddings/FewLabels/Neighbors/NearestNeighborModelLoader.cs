using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

[assembly: LoadableClass(typeof(NearestNeighborModelParameters), typeof(NearestNeighborModelLoader), null, typeof(SignatureLoadModel),
    "Nearest-neighbor model", NearestNeighborModelLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>Writes a nearest-neighbor model into ML.NET's model zip, and what ML.NET calls when it finds one there.</summary>
internal static class NearestNeighborModelLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "NearestNeighborModel";

    private const uint FormatVersion = 0x00010001;

    private static VersionInfo Version => new(
        modelSignature: "TREMNEAR",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(NearestNeighborModelLoader).Assembly.FullName,
        loaderSignature: Signature);

    public static void Save(ModelSaveContext context, NearestNeighborModelParameters model)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        context.Writer.Write(model.Labels.Count);
        foreach (string label in model.Labels)
            context.Writer.Write(label);
        context.Writer.Write(model.Dimension);
        context.Writer.Write(model.Neighbors ?? 0);
        context.Writer.Write(model.Count);
        foreach (var example in model.Examples)
        {
            context.Writer.Write(example.Class);
            context.Writer.Write(example.Rows);
            foreach (float value in example.Sum)
                context.Writer.Write(value);
        }
    }

    private static NearestNeighborModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        try
        {
            string[] labels = Read(ctx.Reader.ReadInt32(), ctx.Reader.ReadString);
            int dimension = ctx.Reader.ReadInt32(), neighbors = ctx.Reader.ReadInt32();
            var examples = Read(
                ctx.Reader.ReadInt32(), () => new Example(ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(), Read(dimension, ctx.Reader.ReadSingle)));
            if (dimension < 1 || neighbors < 0 || examples.Length == 0 || examples.Any(example => example.Class < 0 || example.Class >= labels.Length))
                throw new InvalidDataException("a number is out of its range.");
            return new NearestNeighborModelParameters(labels, dimension, neighbors == 0 ? null : neighbors, examples);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InvalidDataException($"The model zip is damaged: '{ctx.Directory}' can't be used, {e.Message} Copy or save the zip again.", e);
        }

        // A damaged count ends with the stream and not with the memory.
        static T[] Read<T>(int count, Func<T> read)
        {
            var values = new List<T>();
            for (int i = 0; i < count; i++)
                values.Add(read());
            return [.. values];
        }
    }
}
