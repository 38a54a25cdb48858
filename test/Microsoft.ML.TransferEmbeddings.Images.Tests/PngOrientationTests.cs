using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Orientation in texts of PNG, as Pillow 9.4 finds it (ImageOps.exif_transpose): its values stand here.</summary>
public class PngOrientationTests
{
    private const string Xmp = "XML:com.adobe.xmp", Profile = "Raw profile type exif";

    private static readonly ImagePreprocessing AsItIs = new();
    private static readonly DrawnImage Drawn = new(5, 3);
    private static readonly byte[] Plain = Drawn.Png();

    public static TheoryData<string, string, string, int> Texts => new()
    {
        { "iTXt", Xmp, """<rdf:Description tiff:Orientation="6"/>""", 6 },
        { "iTXt+", Xmp, """<rdf:Description tiff:Orientation="8"/>""", 8 },
        { "tEXt", Xmp, "<tiff:Orientation>3</tiff:Orientation>", 3 },
        { "zTXt", Xmp, "<tiff:Orientation>5</tiff:Orientation>", 5 },
        { "iTXt", Xmp, "tiff:Orientation='6' tiff:Orientation tiff:Orientation=\"7\" tiff:Orientation=\"8\"", 7 },
        { "iTXt", Xmp, "tiff:Orientation=\"9\" tiff:Orientation=\"8\"", 1 },
        { "iTXt", Xmp, "tiff:Orientation", 1 },
        { "iTXt", "xmp", """<rdf:Description tiff:Orientation="6"/>""", 1 },
        { "zTXt", Profile, Digits(6), 6 },
        { "tEXt", Profile, Digits(2), 2 },
        { "iTXt", Profile, Digits(8), 8 },
        { "iTXt+", Profile, Digits(4), 4 },
        { "zTXt", Profile, Digits(6)[1..], 1 },
        { "zTXt", Profile, Digits(6).Replace('4', 'x'), 1 },
        { "zTXt", Profile, "", 1 },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void TextsCount(string type, string keyword, string text, int orientation) =>
        Assert.Equal(AsItIs.Prepare(Drawn.Png(orientation)), AsItIs.Prepare(DrawnPng.WithText(Plain, type, keyword, text)));

    /// <summary>EXIF as a chunk, EXIF as digits, XMP: the next counts where the one before does not have the tag.</summary>
    [Fact]
    public void ChunkCountsBeforeProfileBeforeXmp()
    {
        byte[] xmp = DrawnPng.WithText(Plain, "iTXt", Xmp, "tiff:Orientation=\"6\""), profile = DrawnPng.WithText(xmp, "zTXt", Profile, Digits(3));
        byte[] chunk = DrawnPng.WithChunk(profile, "eXIf", DrawnImage.Exif(8));
        Assert.Equal(AsItIs.Prepare(Drawn.Png(6)), AsItIs.Prepare(xmp));
        Assert.Equal(AsItIs.Prepare(Drawn.Png(3)), AsItIs.Prepare(profile));
        Assert.Equal(AsItIs.Prepare(Drawn.Png(8)), AsItIs.Prepare(chunk));
        // Of a tag that says nonsense Pillow does not look further; a block without the tag is another matter.
        Assert.Equal(AsItIs.Prepare(Plain), AsItIs.Prepare(DrawnPng.WithChunk(profile, "eXIf", DrawnImage.Exif(9))));
        Assert.Equal(AsItIs.Prepare(Drawn.Png(6)), AsItIs.Prepare(DrawnPng.WithChunk(profile, "eXIf", [.. "MM\0*"u8, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0])));
    }

    /// <summary>A megabyte of text from a kilobyte is not made.</summary>
    [Fact]
    public void LongTextsDoNotCount()
    {
        byte[] png = DrawnPng.WithText(Plain, "zTXt", Xmp, "tiff:Orientation=\"6\"" + new string(' ', 1 << 21));
        Assert.Equal(AsItIs.Prepare(Plain), AsItIs.Prepare(png));
    }

    /// <summary>Chunks of text that are cut short or have nothing in them.</summary>
    [Theory]
    [InlineData("zTXt", "XML:com.adobe.xmp\0")]
    [InlineData("zTXt", "XML:com.adobe.xmp\0\u0001tiff:Orientation=\"6\"")]
    [InlineData("zTXt", "XML:com.adobe.xmp\0\0tiff:Orientation=\"6\"")]
    [InlineData("iTXt", "XML:com.adobe.xmp\0")]
    [InlineData("iTXt", "XML:com.adobe.xmp\0\0")]
    [InlineData("iTXt", "XML:com.adobe.xmp\0\0\0")]
    [InlineData("iTXt", "XML:com.adobe.xmp\0\0\0tiff:Orientation=\"6\"")]
    [InlineData("iTXt", "XML:com.adobe.xmp\0\u0001\u0001\0\0tiff:Orientation=\"6\"")]
    [InlineData("tEXt", "XML:com.adobe.xmp")]
    [InlineData("eXIf", "")]
    [InlineData("eXIf", "MM\0*\0\0")]
    public void BrokenChunksDoNotCount(string type, string content) =>
        Assert.Equal(AsItIs.Prepare(Plain), AsItIs.Prepare(DrawnPng.WithChunk(Plain, type, Encoding.Latin1.GetBytes(content))));

    private static string Digits(int orientation)
    {
        byte[] block = [.. "Exif\0\0"u8, .. DrawnImage.Exif(orientation)];
        return $"\nexif\n{block.Length,8}\n{string.Join('\n', Convert.ToHexStringLower(block).Chunk(72).Select(line => new string(line)))}\n";
    }
}
