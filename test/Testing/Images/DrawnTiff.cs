using BitMiracle.LibTiff.Classic;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>A way to store a drawn picture as TIFF. The directory lies after the pixels, and arrays of it after the directory.</summary>
internal sealed record DrawnTiff(Compression Compression)
{
    private const int RowsPerStrip = 4, TileSide = 16;

    /// <summary>Gray, palette, colors.</summary>
    public Photometric Photometric { get; init; } = Photometric.RGB;

    /// <summary>1, 8 or 16.</summary>
    public int Bits { get; init; } = 8;

    public bool IsTiled { get; init; }

    /// <summary>Whether each channel lies apart.</summary>
    public bool IsPlanar { get; init; }

    public bool IsBigEndian { get; init; }

    public bool HasAlpha { get; init; }

    public bool IsOneStrip { get; init; }

    public int Orientation { get; init; } = 1;

    private int Colors => Photometric == Photometric.RGB ? 3 : 1;

    private int Samples => Colors + (HasAlpha ? 1 : 0);

    public byte[] Write(DrawnImage drawn)
    {
        using var stream = new KeptStream();
        using (var tiff = Tiff.ClientOpen("drawn", IsBigEndian ? "wb" : "wl", stream, new TiffStream()))
        {
            SetFields(tiff, drawn);
            if (IsTiled)
                WriteTiles(tiff, drawn);
            else
                WriteStrips(tiff, drawn);
        }
        return stream.ToArray();
    }

    private void SetFields(Tiff tiff, DrawnImage drawn)
    {
        tiff.SetField(TiffTag.IMAGEWIDTH, drawn.Width);
        tiff.SetField(TiffTag.IMAGELENGTH, drawn.Height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, Bits);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, Samples);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric);
        tiff.SetField(TiffTag.PLANARCONFIG, IsPlanar ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, Compression);
        tiff.SetField(TiffTag.ORIENTATION, (Orientation)Orientation);
        if (HasAlpha)
            tiff.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)ExtraSample.UNASSALPHA });
        if (Photometric == Photometric.PALETTE)
        {
            ushort[] levels = [.. Enumerable.Range(0, 256).Select(i => (ushort)(i * 257))];
            tiff.SetField(TiffTag.COLORMAP, levels, levels.Reverse().ToArray(), levels.Select(level => (ushort)(level ^ 0x5500)).ToArray());
        }
        if (IsTiled)
        {
            tiff.SetField(TiffTag.TILEWIDTH, TileSide);
            tiff.SetField(TiffTag.TILELENGTH, TileSide);
        }
        else if (!IsOneStrip)
        {
            tiff.SetField(TiffTag.ROWSPERSTRIP, Compression == Compression.JPEG ? 8 : RowsPerStrip);
        }
    }

    private void WriteStrips(Tiff tiff, DrawnImage drawn)
    {
        foreach (int plane in Planes)
        {
            for (int row = 0; row < drawn.Height; row++)
                tiff.WriteScanline(Pack(Enumerable.Range(0, drawn.Width).SelectMany(x => Levels(drawn, x, row, plane))), row, (short)plane);
        }
    }

    private void WriteTiles(Tiff tiff, DrawnImage drawn)
    {
        foreach (int plane in Planes)
        {
            for (int y = 0; y < drawn.Height; y += TileSide)
            {
                for (int x = 0; x < drawn.Width; x += TileSide)
                {
                    var places = from row in Enumerable.Range(y, TileSide) from column in Enumerable.Range(x, TileSide) select (column, row);
                    tiff.WriteTile(Pack(places.SelectMany(place => Levels(drawn, Math.Min(place.column, drawn.Width - 1), Math.Min(place.row, drawn.Height - 1), plane))), x, y, 0, (short)plane);
                }
            }
        }
    }

    private IEnumerable<int> Planes => Enumerable.Range(0, IsPlanar ? Samples : 1);

    private IEnumerable<byte> Levels(DrawnImage drawn, int x, int y, int plane)
    {
        byte[] pixel = BitConverter.GetBytes(drawn.Pixels[(y * drawn.Width) + x]);
        byte[] samples = HasAlpha ? [.. pixel[..Colors], pixel[3]] : pixel[..Colors];
        return IsPlanar ? [samples[plane]] : samples;
    }

    private byte[] Pack(IEnumerable<byte> levels) => Bits switch
    {
        1 => [.. levels.Chunk(8).Select(eight => (byte)eight.Select((level, i) => level > 127 ? 128 >> i : 0).Sum())],
        16 => [.. levels.SelectMany(level => new[] { level, level })],
        _ => [.. levels],
    };

    /// <summary>LibTiff closes what it writes to.</summary>
    private sealed class KeptStream : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
        }
    }
}
