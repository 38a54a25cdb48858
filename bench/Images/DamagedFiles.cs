using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Tests.Images;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>Memory and time of damaged image files. They are drawn here, and the damage of a file depends on seed and number alone.</summary>
internal static class DamagedFiles
{
    private const int MaxPixels = 1_000_000;
    private const double Megabyte = 1024 * 1024;

    public static IReadOnlyCollection<string> Formats => DrawnFiles.Formats;

    public static Section Read(IReadOnlyList<string> formats, int count, int seed)
    {
        var preprocessing = new ImagePreprocessing { MaxPixels = MaxPixels };
        var lines = formats.Select(format => Read(preprocessing, format, count, seed)).ToArray();
        return new Section(
            "Damaged image files",
            $"{count.ToString("N0", CultureInfo.InvariantCulture)} files of each format, seed {seed}, MaxPixels {MaxPixels.ToString("N0", CultureInfo.InvariantCulture)}. Resident memory is the most of the process so far.",
            new MarkdownTable(["format", "refused", "resident MB", "slowest file", "ms"], lines));
    }

    private static string[] Read(ImagePreprocessing preprocessing, string format, int count, int seed)
    {
        var originals = DrawnFiles.OfFormat(format);
        int refused = 0, slowest = 0;
        var longest = TimeSpan.Zero;
        for (int number = 0; number < count; number++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + number));
            byte[] damaged = ImageDamage.Spoil(originals[random.Next(originals.Count)], random);
            long started = Stopwatch.GetTimestamp();
            try
            {
                preprocessing.Prepare(damaged);
            }
            catch (ImageLoadException)
            {
                refused++;
            }
            if (Stopwatch.GetElapsedTime(started) is var time && time > longest)
                (longest, slowest) = (time, number);
        }
        using var process = Process.GetCurrentProcess();
        return [format, Show(refused), Show(process.PeakWorkingSet64 / Megabyte), slowest.ToString(CultureInfo.InvariantCulture), Show(longest.TotalMilliseconds)];
    }

    private static string Show(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
