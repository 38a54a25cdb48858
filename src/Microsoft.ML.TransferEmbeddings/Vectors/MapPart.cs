using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Vectors;

/// <summary>A map in the part of a stage in a model zip.</summary>
internal static class MapPart
{
    public static void Write(BinaryWriter writer, EmbeddingMap map)
    {
        writer.Write(map.InputDimension);
        writer.Write(map.Weights is null ? 0 : map.OutputDimension);
        writer.Write(map.Offset is not null);
        ModelPart.WriteValues<double>(writer, [map.KeptVariance ?? double.NaN, map.Penalty ?? double.NaN]);
        ModelPart.WriteValues<float>(writer, map.Center);
        ModelPart.WriteValues<float>(writer, map.Weights);
        ModelPart.WriteValues<float>(writer, map.Offset);
    }

    /// <exception cref="InvalidDataException">It is no map.</exception>
    public static EmbeddingMap Read(ModelPartReader reader)
    {
        int from = reader.ReadInt32(), to = reader.ReadInt32();
        bool hasOffset = reader.ReadBoolean();
        if (from < 1 || to < 0)
            throw new InvalidDataException($"It maps {from} values to {to}.");
        double[] facts = reader.ReadValues<double>(2);
        float[] center = reader.ReadValues<float>(from);
        float[]? weights = to == 0 ? null : reader.ReadValues<float>((long)from * to);
        float[]? offset = hasOffset ? reader.ReadValues<float>(to == 0 ? from : to) : null;
        return new EmbeddingMap(center, weights, offset) { KeptVariance = Known(facts[0]), Penalty = Known(facts[1]) };

        static double? Known(double value) => double.IsNaN(value) ? null : value;
    }
}
