using Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damaged files of every format: each is read, or refused by name, soon and in memory that its size bounds. The same targets run for hours in bench/.</summary>
public class DamagedFileTests
{
    /// <summary>A format and how many files are read in a second or two.</summary>
    public static TheoryData<string, int> Formats => new()
    {
        { "zip", 250 },
        { "text-folder", 300 },
        { "tokenizer-json", 2000 },
        { "tokenizer-folder", 800 },
        { "sentencepiece", 800 },
        { "safetensors", 800 },
        { "onnx-text", 300 },
        { "onnx-rewriting", 1000 },
        { "recommender", 1000 },
        { "word2vec-text", 400 },
        { "word2vec-binary", 400 },
        { "glove-text", 400 },
        { "fasttext-bin", 400 },
        { "fasttext-ftz", 400 },
        { "hub-listing", 300 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void DamageIsFoundOrDoesNoHarm(string format, int count)
    {
        using var target = CoreTargets.All[format]();
        FuzzCheck.HasNoDefect(target, count);
    }

    [Fact]
    public void EveryFormatIsTested() => Assert.Equal(CoreTargets.All.Keys.Order(), Formats.Select(row => row.Data.Item1).Order());
}
