using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>Levels of red, green, blue and alpha, a byte each, row by row from the upper left, in a rented array. Used by one thread at a time.</summary>
internal sealed class PixelBuffer : IDisposable
{
    public const int Channels = 4;

    /// <summary>Vectors of pixels may read and write this much after the last one.</summary>
    private const int Slack = 64;

    private byte[] levels;

    public PixelBuffer(int width, int height)
    {
        Width = width;
        Height = height;
        levels = ArrayPool<byte>.Shared.Rent(checked((width * height * Channels) + Slack));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The levels, and the slack after them.</summary>
    public Span<byte> Levels => levels.AsSpan(0, (Width * Height * Channels) + Slack);

    /// <summary>A pixel a number: red is the lowest byte, alpha the highest.</summary>
    public Span<uint> Pixels => MemoryMarshal.Cast<byte, uint>(levels.AsSpan(0, Width * Height * Channels));

    public void Dispose()
    {
        var rented = levels;
        levels = [];
        if (rented.Length > 0)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
