using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>SHA-256 of an input.</summary>
[InlineArray(Length)]
internal struct CacheKey : IEquatable<CacheKey>
{
    public const int Length = 32;

    private byte first;

    public readonly bool Equals(CacheKey other) => MemoryMarshal.CreateReadOnlySpan(in first, Length).SequenceEqual(MemoryMarshal.CreateReadOnlySpan(in other.first, Length));

    public override readonly bool Equals(object? obj) => obj is CacheKey other && Equals(other);

    /// <summary>Every part of a hash is as good as any other.</summary>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(MemoryMarshal.CreateReadOnlySpan(in first, Length));
}
