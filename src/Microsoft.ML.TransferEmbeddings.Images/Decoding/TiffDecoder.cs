using System.Buffers;
using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>TIFF files, which Skia does not read, through LibTiff: the first page, 16 bits as 8.</summary>
internal static class TiffDecoder
{
    private const long MostTilePixels = 1 << 24;

    private static readonly Lazy<Messages> Log = new(Messages.Install);

    public static bool IsTiff(ReadOnlySpan<byte> encoded) => encoded.StartsWith("II*\0"u8) || encoded.StartsWith("MM\0*"u8);

    public static ImageReading Decode(ReadOnlyMemory<byte> encoded, long maxPixels)
    {
        var log = Log.Value;
        log.Begin();
        try
        {
            return Read(encoded, maxPixels, log);
        }
        catch (Exception e)
        {
            // A managed library: what a damaged file makes it throw is of any type, and harmless.
            return Damaged(e.Message);
        }
        finally
        {
            log.End();
        }
    }

    private static ImageReading Read(ReadOnlyMemory<byte> encoded, long maxPixels, Messages log)
    {
        using var stream = MemoryMarshal.TryGetArray(encoded, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(encoded.ToArray(), writable: false);
        using var tiff = Tiff.ClientOpen("image", "r", stream, new TiffStream());
        if (tiff is null)
            return Damaged(log.Text);
        int width = tiff.GetField(TiffTag.IMAGEWIDTH) is [var w, ..] ? w.ToInt() : 0;
        int height = tiff.GetField(TiffTag.IMAGELENGTH) is [var h, ..] ? h.ToInt() : 0;
        if (width <= 0 || height <= 0)
            return Damaged("it states no size");
        if (ImageDecoder.CheckSize(width, height, maxPixels) is { } tooLarge)
            return tooLarge;
        if (tiff.IsTiled() && CheckTile(tiff.GetField(TiffTag.TILEWIDTH), tiff.GetField(TiffTag.TILELENGTH)) is { } tooLargeTile)
            return tooLargeTile;

        // Alpha that is called associated is left alone; otherwise LibTiff multiplies the colors by it. Of grey images it reads none.
        bool hasAlpha = tiff.GetField(TiffTag.PHOTOMETRIC) is [var kind, ..] && (Photometric)kind.ToInt() == Photometric.RGB
            && tiff.GetField(TiffTag.EXTRASAMPLES) is [var count, ..] && count.ToInt() > 0;
        if (hasAlpha)
            tiff.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)ExtraSample.ASSOCALPHA });
        // The file's own orientation: rows as they are stored.
        var stored = (Orientation)tiff.GetFieldDefaulted(TiffTag.ORIENTATION)[0].ToInt();
        int[] raster = ArrayPool<int>.Shared.Rent(width * height);
        try
        {
            // A damaged file must not show what was there before.
            raster.AsSpan(0, width * height).Clear();
            if (!tiff.ReadRGBAImageOriented(width, height, raster, stored, stopOnError: true))
                return log.Text.Contains("Read error", StringComparison.Ordinal) ? Truncated(log.Text) : Damaged(log.Text);
            var pixels = new PixelBuffer(width, height);
            MemoryMarshal.Cast<int, uint>(raster.AsSpan(0, width * height)).CopyTo(pixels.Pixels);
            return ImageReading.Good(pixels, hasAlpha ? AlphaKind.Straight : AlphaKind.Opaque);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(raster);
        }
    }

    /// <summary>LibTiff takes a tile's memory before it reads it, however small the image is.</summary>
    private static ImageReading? CheckTile(FieldValue[]? width, FieldValue[]? height) =>
        width is [var w, ..] && height is [var h, ..] ? ImageDecoder.CheckSize(w.ToInt(), h.ToInt(), MostTilePixels) : null;

    private static ImageReading Damaged(string message) =>
        ImageReading.Bad(ImageProblem.Damaged, $"its TIFF data can't be decoded ({message.TrimEnd('.')}); copy or download it again, or save it as PNG");

    private static ImageReading Truncated(string message) =>
        ImageReading.Bad(ImageProblem.Truncated, $"it ends before its last pixel ({message.TrimEnd('.')}); copy or download it again");

    /// <summary>LibTiff prints its messages unless a handler of the process takes them. This one takes those of its own readings and passes on the others.</summary>
    private sealed class Messages : TiffErrorHandler
    {
        [ThreadStatic]
        private static List<string>? texts;

        private TiffErrorHandler? before;

        public string Text => texts is { Count: > 0 } some ? string.Join("; ", some) : "no reason is given";

        public static Messages Install()
        {
            var messages = new Messages();
            messages.before = Tiff.SetErrorHandler(messages);
            return messages;
        }

        public void Begin() => texts = [];

        public void End() => texts = null;

        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (texts is null)
                before?.ErrorHandler(tif, method, format, args);
            else
                texts.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args));
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (texts is null)
                before?.WarningHandler(tif, method, format, args);
        }

        // The base class writes nothing here, unlike above.
        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) =>
            before?.ErrorHandlerExt(tif, clientData, method, format, args);

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) =>
            before?.WarningHandlerExt(tif, clientData, method, format, args);
    }
}
