namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// How a TIFF file stores its pixels, by its directory. LibTiff believes counts and sizes and takes memory for them; where values or pixels lie outside of the file, it
/// goes on with zeros. So they are looked at before, and it gets no entries but those that pixels need.
/// </summary>
internal static class TiffLayout
{
    /// <summary>A tile is decoded as a whole, however small the image is.</summary>
    private const long MostTilePixels = 1 << 24;

    /// <summary>
    /// A strip or tile may take more than the image by its rows and channels that are not used, as far as the file can have so many bytes: no compression of a whole
    /// tile does better than that of Deflate (https://zlib.net/zlib_tech.html), and without one only colors take less, which several pixels may share.
    /// </summary>
    private const long MostPieceBytes = 1 << 26, MostBytesAPixel = 8, MostBytesAByte = 1032, MostBytesAByteUncompressed = 4;

    private const int Width = 256, Height = 257, BitsPerSample = 258, CompressionKind = 259, StripOffsets = 273, SamplesPerPixel = 277, RowsPerStrip = 278, StripByteCounts = 279,
        PlanarConfiguration = 284, TileWidth = 322, TileHeight = 323, TileOffsets = 324, TileByteCounts = 325, JpegStream = 513, JpegStreamLength = 514;

    private const int Uncompressed = 1, OldJpeg = 6, Separate = 2;

    /// <summary>
    /// Photometric, fill order, orientation, T4 and T6 options, predictor, white point, color map, ink set, extra samples, sample format, JPEG tables, the other tags of
    /// old JPEG, those of YCbCr.
    /// </summary>
    private static ReadOnlySpan<int> OtherTags =>
        [262, 266, 274, 292, 293, 317, 318, 320, 332, 338, 339, 347, 512, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532];

    /// <summary>What is wrong with the image; null for nothing that its directory shows.</summary>
    /// <param name="file">That it lies in.</param>
    /// <param name="maxPixels">Of the image.</param>
    /// <param name="entries">The entries that pixels need.</param>
    public static ImageReading? Check(ReadOnlySpan<byte> file, long maxPixels, out List<TiffEntry> entries)
    {
        entries = [];
        var directory = new TiffDirectory(file);
        if (directory.ClaimedEntries is null || directory.Count < directory.ClaimedEntries)
            return TiffDecoder.Truncated("its directory lies outside of it");
        long width = directory.Number(Width) ?? 0, height = directory.Number(Height) ?? 0;
        if (width <= 0 || height <= 0)
            return TiffDecoder.Damaged("it states no size");
        if (ImageDecoder.CheckSize(width, height, maxPixels) is { } tooLarge)
            return tooLarge;
        bool isTiled = directory.Find(TileWidth) is not null || directory.Find(TileHeight) is not null;
        var (offsetsTag, countsTag) = isTiled && directory.Find(TileOffsets) is not null ? (TileOffsets, TileByteCounts) : (StripOffsets, StripByteCounts);
        foreach (int tag in (ReadOnlySpan<int>)
            [Width, Height, BitsPerSample, CompressionKind, SamplesPerPixel, RowsPerStrip, PlanarConfiguration, TileWidth, TileHeight, offsetsTag, countsTag, JpegStream, JpegStreamLength, .. OtherTags])
        {
            if (directory.Find(tag) is not { } entry)
                continue;
            if (!directory.Holds(entry))
                return TiffDecoder.Truncated($"the {entry.Count:N0} values of its tag {tag} lie outside of it");
            entries.Add(entry);
        }
        // As the format wants them, and LibTiff reads them.
        entries.Sort((a, b) => a.Tag.CompareTo(b.Tag));
        return CheckPieces(directory, file.Length, width, height, isTiled, directory.Find(offsetsTag), directory.Find(countsTag));
    }

    /// <summary>Strips or tiles.</summary>
    private static ImageReading? CheckPieces(TiffDirectory directory, long fileLength, long width, long height, bool isTiled, TiffEntry? offsets, TiffEntry? counts)
    {
        const long all = uint.MaxValue;
        long pieceWidth = isTiled ? directory.Number(TileWidth) ?? 0 : width, pieceHeight = directory.Number(isTiled ? TileHeight : RowsPerStrip) ?? (isTiled ? 0 : height);
        pieceWidth = pieceWidth == all ? width : pieceWidth;
        pieceHeight = pieceHeight == all || !isTiled ? Math.Min(height, pieceHeight) : pieceHeight;
        if (pieceWidth <= 0 || pieceHeight <= 0)
            return TiffDecoder.Damaged("its strips or tiles have no size");
        if (isTiled && ImageDecoder.CheckSize(pieceWidth, pieceHeight, MostTilePixels) is { } tooLarge)
            return tooLarge;

        long samples = directory.Number(SamplesPerPixel) ?? 1, bits = directory.Number(BitsPerSample) ?? 1;
        bool isSeparate = directory.Number(PlanarConfiguration) == Separate;
        long compression = directory.Number(CompressionKind) ?? Uncompressed;
        long mostUnused = Math.Min(MostPieceBytes, fileLength * (compression == Uncompressed ? MostBytesAByteUncompressed : MostBytesAByte));
        if ((double)pieceWidth * pieceHeight * samples * bits / 8 > Math.Max(mostUnused, width * height * MostBytesAPixel))
        {
            return ImageReading.Bad(ImageProblem.TooLarge,
                $"it claims strips or tiles of {pieceWidth:N0} x {pieceHeight:N0} pixels with {samples:N0} channels of {bits:N0} bits, more than its {fileLength:N0} bytes can hold");
        }

        if (compression == OldJpeg && directory.Number(JpegStream) + (directory.Number(JpegStreamLength) ?? 0) > fileLength)
            return TiffDecoder.Truncated("its JPEG data lie outside of it");
        if (offsets is null)
            return compression == OldJpeg && directory.Find(JpegStream) is not null ? null : TiffDecoder.Damaged("it has no strips or tiles");
        long pieces = Pieces(width, pieceWidth) * Pieces(height, pieceHeight) * (isSeparate ? samples : 1);
        if (offsets.Value.Count < pieces)
            return TiffDecoder.Damaged($"it has {offsets.Value.Count:N0} strips or tiles of {pieces:N0}");
        return CheckPlaces(directory, fileLength, pieces, offsets.Value, counts, isGuessed: compression == Uncompressed && IsGuessed(directory, pieces, isSeparate, offsets.Value, counts));
    }

    private static ImageReading? CheckPlaces(TiffDirectory directory, long fileLength, long pieces, TiffEntry offsets, TiffEntry? counts, bool isGuessed)
    {
        for (long i = 0; i < pieces; i++)
        {
            long count = !isGuessed && counts is { } known && i < known.Count ? directory.Number(known, i) ?? 0 : 0;
            if (directory.Number(offsets, i) is not (>= 0 and var offset) || count < 0)
                return TiffDecoder.Damaged("its strips or tiles have no place");
            if (offset > fileLength - count)
                return TiffDecoder.Truncated("its strips or tiles lie outside of it");
        }
        return null;
    }

    /// <summary>Whether LibTiff may take the image's size for that of the pixels in place of what the file says: some programs write nonsense there.</summary>
    private static bool IsGuessed(TiffDirectory directory, long pieces, bool isSeparate, TiffEntry offsets, TiffEntry? counts) =>
        pieces == 1 ? directory.Number(offsets, 0) != 0
        : !isSeparate && pieces > 2 && counts is { Count: > 1 } sizes && directory.Number(sizes, 0) != directory.Number(sizes, 1);

    private static long Pieces(long length, long pieceLength) => (length + pieceLength - 1) / pieceLength;
}
