using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>An array of bytes as numpy saves it (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).</summary>
internal sealed partial record NumpyArray(int[] Shape, byte[] Content)
{
    private const int LengthAt = 8;

    public static NumpyArray Parse(byte[] file, string name)
    {
        if (file.Length < 12 || !file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]))
            throw new InvalidDataException($"'{name}' is no numpy array.");
        // Version 1 has two bytes for the header's length, later ones four.
        var (length, start) = file[6] == 1
            ? (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(LengthAt)), LengthAt + 2)
            : (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(LengthAt)), LengthAt + 4);
        string header = length >= 0 && start + length <= file.Length ? Encoding.UTF8.GetString(file, start, length) : "";
        if (!header.Contains("'|u1'") || !header.Contains("'fortran_order': False") || Shapes().Match(header) is not { Success: true } match)
            throw new InvalidDataException($"'{name}' is no array of bytes, row by row: {header.Trim()}");
        string[] sizes = match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        int[] shape = [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        byte[] content = file[(start + length)..];
        return content.Length == shape.Aggregate(1L, (product, size) => product * size)
            ? new NumpyArray(shape, content)
            : throw new InvalidDataException($"'{name}' has {content.Length:N0} values and says it has the shape [{string.Join(", ", shape)}]. It may be cut off.");
    }

    [GeneratedRegex(@"'shape': \(([\d, ]*)\)")]
    private static partial Regex Shapes();
}
