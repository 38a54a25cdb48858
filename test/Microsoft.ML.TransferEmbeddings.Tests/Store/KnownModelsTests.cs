using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

public sealed class KnownModelsTests
{
    [Fact]
    public void AllAreListedOnceWithTheirFacts()
    {
        var properties = typeof(KnownModels).GetProperties().Where(property => property.PropertyType == typeof(KnownModel)).Select(property => (KnownModel)property.GetValue(null)!);
        Assert.Equal(properties.Select(model => model.Repository).Order(), KnownModels.All.Select(model => model.Repository).Order());
        Assert.Equal(KnownModels.All.Count, KnownModels.All.Select(model => model.Repository).Distinct().Count());
        Assert.All(KnownModels.All, model =>
        {
            Assert.True(HubNames.IsRepository(model.Repository), model.Repository);
            Assert.True(model.Dimension > 0 && model.MillionParameters > 0);
            Assert.NotEqual("", model.Languages);
            Assert.Contains(model.License, (string[])["Apache-2.0", "MIT"]);
            Assert.Equal($"https://huggingface.co/{model}", model.Source.AbsoluteUri);
        });
    }

    [Fact]
    public void DimensionIsThatOfTheModelItself()
    {
        var config = JsonNode.Parse(File.ReadAllBytes(SharedFiles.Find("models/all-MiniLM-L6-v2/config.json")))!;
        Assert.Equal(KnownModels.AllMiniLmL6V2.Dimension, (int)config["hidden_size"]!);
        long bytes = new FileInfo(SharedFiles.Find("models/all-MiniLM-L6-v2/onnx/model.onnx")).Length;
        Assert.InRange(bytes / 4e6 / KnownModels.AllMiniLmL6V2.MillionParameters, 0.95, 1.05);
    }
}
