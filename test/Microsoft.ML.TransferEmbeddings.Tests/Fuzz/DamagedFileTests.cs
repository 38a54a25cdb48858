using Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damaged files of every format: each is read, or refused by name, soon and in memory that its size bounds. The same targets run for hours in bench/.</summary>
public class DamagedFileTests
{
    /// <summary>A format and how many files are read in a second or two.</summary>
    public static TheoryData<string, int> Formats => new()
    {
        { "zip", 400 },
        { "text-folder", 400 },
        { "tokenizer-json", 3000 },
        { "tokenizer-folder", 1500 },
        { "sentencepiece", 1500 },
        { "safetensors", 1500 },
        { "onnx-text", 400 },
        { "onnx-rewriting", 1500 },
        { "word2vec-text", 800 },
        { "word2vec-binary", 800 },
        { "glove-text", 800 },
        { "fasttext-bin", 800 },
        { "fasttext-ftz", 800 },
        { "hub-listing", 500 },
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
