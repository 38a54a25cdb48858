using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>What comments on public types promise to say.</summary>
public sealed partial class XmlDocumentationTests
{
    [Fact]
    public void TypesSayWhetherThreadsMayShareThem()
    {
        var silent = XmlDocumentation.All
            .SelectMany(documentation => documentation.TypesWithObjects)
            .Where(type => type.Comment is { } comment && !new[] { "hread", "mmutable" }.Any(comment.Contains))
            .Select(type => type.Type.FullName);
        Assert.Empty(silent);
    }

    [Fact]
    public void SummariesAreStatements()
    {
        var summaries = XmlDocumentation.All.SelectMany(documentation => documentation.Summaries).ToList();
        Assert.NotEmpty(summaries);
        Assert.DoesNotContain(summaries, summary => Answer().IsMatch(summary.Text));
    }

    [Theory]
    [InlineData("How.", true)]
    [InlineData("What it is at.", true)]
    [InlineData("How rows are ranked.", true)]
    [InlineData("Whether the file exists.", false)]
    [InlineData("Number of rows.", false)]
    public void AnswersToNoQuestionAreFound(string summary, bool isFound) => Assert.Equal(isFound, Answer().IsMatch(summary));

    /// <summary>The beginning of a sentence that answers a question which nobody asked.</summary>
    [GeneratedRegex(@"^(?:How|What|Whose|Where|When|Why|Which|By|Of|As|Such as|Null)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Answer();
}
