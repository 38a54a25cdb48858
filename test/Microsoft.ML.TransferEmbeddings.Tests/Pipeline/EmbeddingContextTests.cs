using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Contexts of one process have their own threads, stores and places of models, and do not touch each other.</summary>
public sealed class EmbeddingContextTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void OptionsAreThoseOfTheContext()
    {
        MLContext one = new(), two = new();
        var options = new EmbeddingContextOptions { Execution = new() { MaxDegreeOfParallelism = 1 } };
        Assert.Same(one, one.UseEmbeddingOptions(options));
        Assert.Same(options, one.GetEmbeddingOptions());
        Assert.NotSame(options, two.GetEmbeddingOptions());
        Assert.Equal(Environment.ProcessorCount, two.GetEmbeddingOptions().Execution.MaxDegreeOfParallelism);
    }

    /// <summary>A window's rows show themselves in how far the source is read ahead.</summary>
    [Fact]
    public void LoadedStagesTakeTheOptionsOfTheContextThatLoadsThem()
    {
        var data = new RowsDataView(5_000, [TextColumn.Input]);
        using (var stage = new MLContext().Transforms.Text.EmbedText("Features", "Input").Fit(data))
            new MLContext().Model.Save(stage, data.Schema, folder["model.zip"]);
        Parallel.For(0, 8, i =>
        {
            int rows = i % 2 == 0 ? 1 : 64;
            var ml = new MLContext().UseEmbeddingOptions(new EmbeddingContextOptions { Execution = new() { MaxLookAheadRows = rows } });
            using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
            int read = 0;
            var source = new RowsDataView(5_000, [TextColumn.Input]) { OnRow = row => read = row };
            var view = loaded.Transform(source);
            using var cursor = view.GetRowCursor(view.Schema);
            for (int row = 0; row < 1_000; row++)
                Assert.True(cursor.MoveNext());
            Assert.InRange(read - cursor.Position, rows == 1 ? 0 : 33, 3 * rows);
        });
    }

    /// <summary>One zip that names a model, two contexts that find it in different folders, and a third one that does not.</summary>
    [Fact]
    public void PlacesOfModelsAreThoseOfTheContext()
    {
        string source = TinyStaticModel.Write(folder["tiny"]);
        var data = new MLContext().Data.LoadFromEnumerable([new Row { Text = "the good text" }]);
        float[] expected;
        using (var model = TextEmbeddingModel.FromDirectory(source))
        using (var stage = new MLContext().Transforms.Text.EmbedText(
            "Features", new EmbedTextOptions { InputColumnName = "Text", Model = model, Storage = ModelStorage.Reference }).Fit(data))
        {
            new MLContext().Model.Save(stage, data.Schema, folder["model.zip"]);
            expected = model.Embed("the good text");
        }
        foreach (string copy in new[] { "one", "two" })
            TinyStaticModel.Write(folder[copy]);
        Directory.Delete(source, recursive: true);

        var asked = new ConcurrentBag<string>();
        Parallel.ForEach(["one", "two", "one", "two", "none"], name =>
        {
            var ml = new MLContext().UseEmbeddingOptions(new EmbeddingContextOptions
            {
                FindModel = reference =>
                {
                    asked.Add($"{name} {reference.Name}");
                    return name == "none" ? null : folder[name];
                },
                Store = new ModelStore(folder[$"store-{name}"]),
            });
            if (name == "none")
            {
                Assert.Contains("FindModel, which gave null", Assert.ThrowsAny<Exception>(() => ml.Model.Load(folder["model.zip"], out _)).GetBaseException().Message);
                return;
            }
            using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
            Assert.Equal([expected], loaded.Transform(data).GetColumn<float[]>("Features"));
        });
        Assert.Equal(["none tiny", "one tiny", "one tiny", "two tiny", "two tiny"], asked.Order());
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
