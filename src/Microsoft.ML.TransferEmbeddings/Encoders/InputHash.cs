using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.TransferEmbeddings.Encoders;

/// <summary>Hashes of the types of input that need no reading.</summary>
internal static class InputHash
{
    /// <returns>False for a type that is not known.</returns>
    public static bool TryCompute<TInput>(TInput input, Span<byte> destination)
    {
        if (typeof(TInput) == typeof(ReadOnlyMemory<char>))
        {
            SHA256.HashData(MemoryMarshal.AsBytes(Unsafe.As<TInput, ReadOnlyMemory<char>>(ref input).Span), destination);
            return true;
        }
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<TInput>() && typeof(TInput).IsPrimitive)
        {
            SHA256.HashData(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TInput, byte>(ref input), Unsafe.SizeOf<TInput>()), destination);
            return true;
        }
        return false;
    }
}
