using System.Runtime.Intrinsics;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>From levels to what a network takes: (level x factor - mean) / deviation in Float, or the levels themselves in Byte.</summary>
/// <param name="factor">What levels are multiplied by.</param>
/// <param name="mean">In the order of the tensor's channels.</param>
/// <param name="deviation">In the order of the tensor's channels.</param>
/// <param name="blueFirst">Whether the first channel is blue.</param>
internal readonly struct TensorWriter(float factor, (float, float, float) mean, (float, float, float) deviation, bool blueFirst)
{
    public const int Channels = 3;
    private const int BitsPerLevel = 8, LevelMask = 0xFF;

    public void Write(ReadOnlySpan<uint> pixels, ImageLayout layout, Span<float> tensor)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            if (layout == ImageLayout.ChannelsFirst)
                WritePlane(pixels, channel, tensor.Slice(channel * pixels.Length, pixels.Length));
            else
                WriteInterleaved(pixels, channel, tensor);
        }
    }

    public void Write(ReadOnlySpan<uint> pixels, ImageLayout layout, Span<byte> tensor)
    {
        var (pixelStep, channelStep) = layout == ImageLayout.ChannelsFirst ? (1, pixels.Length) : (Channels, 1);
        for (int channel = 0; channel < Channels; channel++)
        {
            int shift = Shift(channel), at = channel * channelStep;
            foreach (uint pixel in pixels)
            {
                tensor[at] = (byte)(pixel >> shift);
                at += pixelStep;
            }
        }
    }

    private void WritePlane(ReadOnlySpan<uint> pixels, int channel, Span<float> plane)
    {
        var (factors, means, deviations) = (Vector256.Create(factor), Vector256.Create(Of(mean, channel)), Vector256.Create(Of(deviation, channel)));
        int shift = Shift(channel), i = 0;
        for (; i <= pixels.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var levels = Vector256.ShiftRightLogical(Vector256.Create(pixels[i..]), shift) & Vector256.Create((uint)LevelMask);
            (((Vector256.ConvertToSingle(levels.AsInt32()) * factors) - means) / deviations).CopyTo(plane[i..]);
        }
        for (; i < pixels.Length; i++)
            plane[i] = Value(pixels[i], channel);
    }

    private void WriteInterleaved(ReadOnlySpan<uint> pixels, int channel, Span<float> tensor)
    {
        int shift = Shift(channel);
        Span<float> table = stackalloc float[LevelMask + 1];
        for (uint level = 0; level <= LevelMask; level++)
            table[(int)level] = Value(level << shift, channel);
        for (int i = 0; i < pixels.Length; i++)
            tensor[(i * Channels) + channel] = table[(int)(pixels[i] >> shift) & LevelMask];
    }

    private float Value(uint pixel, int channel) => (((pixel >> Shift(channel) & LevelMask) * factor) - Of(mean, channel)) / Of(deviation, channel);

    private int Shift(int channel) => BitsPerLevel * (blueFirst ? Channels - 1 - channel : channel);

    private static float Of((float, float, float) values, int channel) => channel switch { 0 => values.Item1, 1 => values.Item2, _ => values.Item3 };
}
