namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>What a row may hold in place of a vector of its column's length.</summary>
internal static class BadVectors
{
    public static TheoryData<string> OfAnotherLength { get; } = ["missing", "shorter", "longer"];

    public static TheoryData<string> All { get; } = ["missing", "shorter", "longer", "not a number", "infinite"];

    public static float[]? Create(string kind, int dimension)
    {
        float[] vector = [.. Enumerable.Repeat(0.5f, dimension)];
        switch (kind)
        {
            case "missing":
                return null;
            case "shorter":
                return vector[..^1];
            case "longer":
                return [.. vector, 0.5f];
            case "not a number":
                vector[2] = float.NaN;
                return vector;
            case "infinite":
                vector[2] = float.PositiveInfinity;
                return vector;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind");
        }
    }
}
