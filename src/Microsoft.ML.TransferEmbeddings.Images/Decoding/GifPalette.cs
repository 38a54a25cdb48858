namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// The color of a GIF's first frame where nothing is drawn (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). Skia makes such pixels transparent black; Pillow
/// gives them the palette's transparent color, and its first where none is transparent.
/// </summary>
internal static class GifPalette
{
    private const int HeaderLength = 13, ScreenFlags = 10, ImageHeadLength = 10, ImageFlags = 9, ColorLength = 3;
    private const byte Extension = (byte)'!', Image = (byte)',', GraphicControl = 0xF9, HasPalette = 0x80, PaletteSize = 7, IsTransparent = 1;

    /// <summary>The pixels stay transparent.</summary>
    /// <param name="file">That has been decoded to <paramref name="pixels"/>.</param>
    /// <param name="pixels">Changed in place.</param>
    public static void Restore(ReadOnlySpan<byte> file, PixelBuffer pixels)
    {
        if (!pixels.Pixels.ContainsAnyInRange(0u, 0x00FFFFFFu))
            return;
        uint color = UndrawnColor(file);
        foreach (ref uint pixel in pixels.Pixels)
        {
            if (pixel >> 24 == 0)
                pixel = color;
        }
    }

    private static uint UndrawnColor(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength)
            return 0;
        var palette = Palette(file[HeaderLength..], file[ScreenFlags]);
        var rest = file[(HeaderLength + palette.Length)..];
        int index = 0;
        while (rest.Length > 2 && rest[0] == Extension)
        {
            bool isControl = rest[1] == GraphicControl;
            rest = rest[2..];
            // Blocks with their lengths, up to an empty one.
            while (rest.Length > rest[0] + 1 && rest[0] > 0)
            {
                if (isControl && rest[0] >= 4 && (rest[1] & IsTransparent) != 0)
                    index = rest[4];
                rest = rest[(rest[0] + 1)..];
            }
            rest = rest[1..];
        }
        if (rest.Length < ImageHeadLength || rest[0] != Image)
            return 0;
        var own = Palette(rest[ImageHeadLength..], rest[ImageFlags]);
        return Color(own.IsEmpty ? palette : own, index);
    }

    private static ReadOnlySpan<byte> Palette(ReadOnlySpan<byte> from, byte flags) =>
        (flags & HasPalette) == 0 ? default : from[..Math.Min(from.Length, ColorLength << ((flags & PaletteSize) + 1))];

    private static uint Color(ReadOnlySpan<byte> palette, int index) =>
        palette.Length < (index + 1) * ColorLength ? 0 : (uint)(palette[index * ColorLength] | palette[(index * ColorLength) + 1] << 8 | palette[(index * ColorLength) + 2] << 16);
}
