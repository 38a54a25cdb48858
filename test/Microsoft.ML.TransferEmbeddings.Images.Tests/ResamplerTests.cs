using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

public class ResamplerTests
{
    private static readonly ResamplingFilter[] Smoothing = [.. Enum.GetValues<ResamplingFilter>().Except([ResamplingFilter.Nearest])];

    private const string Vectors = "reference/images/resize-vectors.json";

    [Fact]
    public void EveryFilterGivesPillowsLevels()
    {
        foreach (var test in SharedFiles.Json(Vectors)["cases"]!.AsArray())
        {
            using var source = Grey(test!["pixels"].Deserialize<int[]>()!, (int)test["width"]!, (int)test["height"]!);
            foreach (var (name, levels) in test["expected"]!.AsObject())
            {
                var resize = ImageResize.ToSize((int)test["to_height"]!, (int)test["to_width"]!, Enum.Parse<ResamplingFilter>(name, ignoreCase: true));
                using var resized = ImageResampler.Fit(source, resize.Filter, ImageGeometry.Create(source.Width, source.Height, resize, crop: null));
                Assert.Equal(levels.Deserialize<int[]>(), Levels(resized));
            }
        }
    }

    [Fact]
    public void WeightsArePillowsFixedPointNumbers()
    {
        foreach (var test in SharedFiles.Json(Vectors)["coefficients"]!.AsArray())
        {
            using var weights = new ResamplingWeights(
                Enum.Parse<ResamplingFilter>((string)test!["filter"]!, ignoreCase: true), (int)test["in"]!, AxisGeometry.Whole((int)test["out"]!));
            var rows = test["rows"]!.AsArray();
            for (int i = 0; i < rows.Count; i++)
            {
                Assert.Equal((int)rows[i]!["first"]!, weights.First(i));
                Assert.Equal(rows[i]!["weights"].Deserialize<int[]>(), weights.Of(i)[..weights.Count(i)].ToArray());
            }
        }
    }

    /// <summary>A part of the result is the same part of the whole result: any size, any filter, any place.</summary>
    [Fact]
    public void PartsAreThoseOfTheWhole() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(CsCheck.Gen.Int[1, 90], CsCheck.Gen.Int[1, 60], CsCheck.Gen.Int[1, 80], CsCheck.Gen.Enum<ResamplingFilter>(), CsCheck.Gen.Int[1, 80], CsCheck.Gen.UInt),
        (width, height, edge, filter, crop, seed) =>
        {
            var random = new Random((int)seed);
            using var source = Grey([.. Enumerable.Range(0, width * height).Select(_ => random.Next(2) * 255)], width, height);
            var resize = ImageResize.ToShortestEdge(edge, filter);
            using var whole = ImageResampler.Fit(source, filter, ImageGeometry.Create(width, height, resize, crop: null));
            using var part = ImageResampler.Fit(source, filter, ImageGeometry.Create(width, height, resize, new CenterCrop(crop, crop)));
            int[] wholeLevels = Levels(whole), partLevels = Levels(part);
            for (int y = 0; y < crop; y++)
            {
                for (int x = 0; x < crop; x++)
                {
                    int fromX = x + Offset(whole.Width, crop), fromY = y + Offset(whole.Height, crop);
                    bool isInside = fromX >= 0 && fromX < whole.Width && fromY >= 0 && fromY < whole.Height;
                    if (partLevels[(y * crop) + x] != (isInside ? wholeLevels[(fromY * whole.Width) + fromX] : 0))
                        return false;
                }
            }
            return true;

            // Rounded down: of a surplus and of a lack.
            static int Offset(int length, int crop) => (int)Math.Floor((length - crop) / 2.0);
        },
        iter: 300);

    /// <summary>Colors of any size, narrow and flat ones and a strong reduction among them, come out as from a loop over single levels.</summary>
    [Fact]
    public void ColorsAreThoseOfThePlainLoop() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(
            CsCheck.Gen.OneOf(CsCheck.Gen.Int[1, 90], CsCheck.Gen.Int[1, 2000]), CsCheck.Gen.OneOf(CsCheck.Gen.Int[1, 60], CsCheck.Gen.Int[1, 600]),
            CsCheck.Gen.Int[1, 80], CsCheck.Gen.Int[1, 80], CsCheck.Gen.Int[0, Smoothing.Length - 1], CsCheck.Gen.UInt),
        (width, height, toWidth, toHeight, filterIndex, seed) =>
        {
            var filter = Smoothing[filterIndex];
            using var source = new PixelBuffer(width, height);
            new Random((int)seed).NextBytes(source.Levels);
            using var resized = ImageResampler.Fit(source, filter, ImageGeometry.Create(width, height, ImageResize.ToSize(toHeight, toWidth, filter), crop: null));
            const int pixel = PixelBuffer.Channels;
            byte[] rows = PlainPass(source.Levels[..(width * height * pixel)].ToArray(), filter, width, toWidth, height, step: pixel, line: width * pixel, toLine: toWidth * pixel);
            byte[] expected = PlainPass(rows, filter, height, toHeight, toWidth, step: toWidth * pixel, line: pixel, toLine: pixel);
            return resized.Levels[..(toWidth * toHeight * pixel)].SequenceEqual(expected);
        },
        iter: 150);

    [Fact]
    public void LevelsBeyondTheRangeAreClipped()
    {
        int[] edge = [.. Enumerable.Range(0, 400).Select(i => i % 20 < 10 ? 0 : 255)];
        using var source = Grey(edge, 20, 20);
        using var resized = ImageResampler.Fit(source, ResamplingFilter.Lanczos, ImageGeometry.Create(20, 20, ImageResize.ToSize(60, 60, ResamplingFilter.Lanczos), crop: null));
        int[] levels = Levels(resized);
        Assert.Contains(0, levels);
        Assert.Contains(255, levels);
        Assert.All(levels, level => Assert.InRange(level, 0, 255));
    }

    /// <summary>One axis.</summary>
    /// <param name="levels">Of all channels.</param>
    /// <param name="filter">Of the resize.</param>
    /// <param name="from">The axis' length.</param>
    /// <param name="to">What it becomes.</param>
    /// <param name="lines">How many lines lie side by side.</param>
    /// <param name="step">From one position of the axis to the next, before and after.</param>
    /// <param name="line">From one line to the next, before.</param>
    /// <param name="toLine">From one line to the next, after.</param>
    private static byte[] PlainPass(byte[] levels, ResamplingFilter filter, int from, int to, int lines, int step, int line, int toLine)
    {
        if (from == to)
            return levels;
        using var weights = new ResamplingWeights(filter, from, AxisGeometry.Whole(to));
        var result = new byte[lines * to * PixelBuffer.Channels];
        for (int i = 0; i < lines; i++)
        {
            for (int position = 0; position < to; position++)
            {
                for (int channel = 0; channel < PixelBuffer.Channels; channel++)
                {
                    int sum = 1 << (ResamplingWeights.PrecisionBits - 1);
                    for (int tap = 0; tap < weights.Count(position); tap++)
                        sum += levels[(i * line) + ((weights.First(position) + tap) * step) + channel] * weights.Of(position)[tap];
                    result[(i * toLine) + (position * step) + channel] = (byte)Math.Clamp(sum >> ResamplingWeights.PrecisionBits, 0, 255);
                }
            }
        }
        return result;
    }

    private static PixelBuffer Grey(int[] levels, int width, int height)
    {
        var pixels = new PixelBuffer(width, height);
        for (int i = 0; i < levels.Length; i++)
            pixels.Pixels[i] = (uint)levels[i] * 0x010101 | 0xFF000000;
        return pixels;
    }

    /// <summary>One channel's; the others must have the same.</summary>
    private static int[] Levels(PixelBuffer pixels)
    {
        foreach (uint pixel in pixels.Pixels)
            Assert.Equal((pixel & 0xFF) * 0x010101, pixel & 0xFFFFFF);
        return [.. pixels.Pixels.ToArray().Select(pixel => (int)(pixel & 0xFF))];
    }
}
