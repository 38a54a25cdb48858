using System.Collections.Concurrent;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

/// <summary>
/// Numbers for PyTorch's functions, which are never freed. TorchSharp frees one that nothing refers to any more while the function reads it, if .NET's garbage collector
/// runs in this very moment: the function then fails, or computes with another number.
/// </summary>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<long, Scalar> Whole = [];
    private static readonly ConcurrentDictionary<double, Scalar> Real = [];

    public static Scalar One { get; } = Of(1L);

    public static Scalar Of(long value) => Whole.GetOrAdd(value, number => number.ToScalar());

    public static Scalar Of(double value) => Real.GetOrAdd(value, number => number.ToScalar());

    /// <summary>Whole numbers from <paramref name="first"/> on, as many as <paramref name="count"/>.</summary>
    public static Tensor Range(long first, long count, torch.ScalarType type) => torch.arange(Of(first), Of(first + count), One, type);

    /// <summary>As <c>a + b</c>, which passes a factor of 1.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);
}
