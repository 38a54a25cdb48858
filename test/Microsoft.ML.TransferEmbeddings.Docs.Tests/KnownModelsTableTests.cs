using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>The table of models in docs/which-model.md is what <see cref="KnownModels"/> says.</summary>
public sealed class KnownModelsTableTests
{
    [Fact]
    public void TheTableHasTheKnownModels()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/which-model.md"));
        string table = page.Split("<!-- models:begin -->\n")[1].Split("<!-- models:end -->")[0];
        var expected = KnownModels.All.Select(model => string.Create(
            CultureInfo.InvariantCulture, $"| {model.Repository} | {model.Languages} | {model.Dimension} | {model.MillionParameters} | {model.License} |"));
        Assert.Equal(expected, table.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..]);
    }
}
