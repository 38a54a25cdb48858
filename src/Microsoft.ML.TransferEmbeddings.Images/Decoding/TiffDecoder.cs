using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>TIFF files, which Skia does not read, through LibTiff: the first page, 16 bits as 8.</summary>
internal static class TiffDecoder
{
    public static bool IsTiff(ReadOnlySpan<byte> encoded) => encoded.StartsWith("II*\0"u8) || encoded.StartsWith("MM\0*"u8);

    public static ImageReading Decode(ReadOnlyMemory<byte> encoded, long maxPixels)
    {
        var log = Messages.Begin();
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
        if (TiffLayout.Check(encoded.Span, maxPixels, out var entries) is { } problem)
            return problem;
        using var tiff = Tiff.ClientOpen("image", "r", clientData: null, new TiffFile(encoded, entries));
        if (tiff is null)
            return Damaged(log.Text);
        int width = tiff.GetField(TiffTag.IMAGEWIDTH)[0].ToInt(), height = tiff.GetField(TiffTag.IMAGELENGTH)[0].ToInt();

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
            // It goes on after some of its errors.
            if (!tiff.ReadRGBAImageOriented(width, height, raster, stored, stopOnError: true) || log.HasErrors)
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

    public static ImageReading Damaged(string message) =>
        ImageReading.Bad(ImageProblem.Damaged, $"its TIFF data can't be decoded ({message.TrimEnd('.')}); copy or download it again, or save it as PNG");

    public static ImageReading Truncated(string message) =>
        ImageReading.Bad(ImageProblem.Truncated, $"it ends before its last pixel ({message.TrimEnd('.')}); copy or download it again");

    /// <summary>
    /// LibTiff prints its messages unless a handler of the process takes them. This one takes those of its own readings, each on its thread, and passes on the others.
    /// </summary>
    private sealed class Messages : TiffErrorHandler
    {
        /// <summary>Bytes after the last pixel, which do no harm.</summary>
        private const string Surplus = "PackBitsDecode: discarding";

        private static readonly Messages Process = new();

        [ThreadStatic]
        private static List<string>? texts;

        [ThreadStatic]
        private static bool isPassedOn;

        private volatile TiffErrorHandler? other;

        public bool HasErrors => texts is { Count: > 0 };

        public string Text => texts is { Count: > 0 } some ? string.Join("; ", some) : "no reason is given";

        /// <summary>Somebody may have put another handler in this one's place since it began last.</summary>
        public static Messages Begin()
        {
            var before = Tiff.SetErrorHandler(Process);
            if (before != Process)
                Process.other = before;
            texts = [];
            return Process;
        }

        public void End() => texts = null;

        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (texts is null)
                PassOn(handler => handler.ErrorHandler(tif, method, format, args));
            else if (!format.StartsWith(Surplus, StringComparison.Ordinal))
                texts.Add(string.Format(CultureInfo.InvariantCulture, format, args));
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (texts is null)
                PassOn(handler => handler.WarningHandler(tif, method, format, args));
        }

        // The base class writes nothing here, unlike above.
        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (texts is null)
                PassOn(handler => handler.ErrorHandlerExt(tif, clientData, method, format, args));
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (texts is null)
                PassOn(handler => handler.WarningHandlerExt(tif, clientData, method, format, args));
        }

        /// <summary>The other handler may pass on what it gets to the one that it found, which may be this.</summary>
        private void PassOn(Action<TiffErrorHandler> message)
        {
            if (isPassedOn || other is not { } handler)
                return;
            isPassedOn = true;
            try
            {
                message(handler);
            }
            finally
            {
                isPassedOn = false;
            }
        }
    }
}
