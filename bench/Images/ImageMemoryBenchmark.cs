using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>Memory while a cursor moves over many pictures.</summary>
internal static class ImageMemoryBenchmark
{
    private const int Steps = 10;
    private const double Megabyte = 1024 * 1024;

    public static Section Run(string modelFolder, ImageFolder images, int count)
    {
        using var model = ImageEmbeddingModel.FromDirectory(modelFolder);
        var ml = MeasuredContext.Create();
        var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(row => new ImageRow(images.Paths[row % images.Paths.Count])));
        using var stage = ml.Transforms.EmbedImages("Embedding", model, nameof(ImageRow.Path)).Fit(rows);
        var view = stage.Transform(rows);
        var lines = new List<string[]>();
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Embedding"]);
        VBuffer<float> vector = default;
        for (int row = 1; cursor.MoveNext(); row++)
        {
            getter(ref vector);
            if (row % Math.Max(count / Steps, 1) == 0)
                lines.Add([row.ToString("N0", CultureInfo.InvariantCulture), Show(Process.GetCurrentProcess().WorkingSet64), Show(GC.GetTotalMemory(forceFullCollection: true))]);
        }
        return new Section(
            $"Memory over {count:N0} pictures",
            $"{new DirectoryInfo(modelFolder).Name} in a pipeline over {images.Paths.Count:N0} files, again and again, {Environment.ProcessorCount} at once.",
            new MarkdownTable(["pictures", "resident MB", "managed MB after a collection"], lines));

        static string Show(long bytes) => (bytes / Megabyte).ToString("F0", CultureInfo.InvariantCulture);
    }
}
