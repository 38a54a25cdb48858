using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

public class WordTextStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) => TinyWordVectors.Create(seed).ToTextModel();
}

/// <summary>Subwords, three poolings, a pattern, lower case, a length of 1: all at once.</summary>
public class SubwordTextStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TinyWordVectors.Create(seed, subwords: true).WithLookup(new WordLookup { Unknown = UnknownWord.Mean }).ToTextModel(
            new WordTextOptions { Pooling = TextPooling.MinMeanMax, Tokenization = new WordTokenization { Pattern = @"\w+", LowerCase = true }, Normalize = true });
}

public class WeightedTextStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        TinyWordVectors.Create(seed).ToWeightedTextModel(Enumerable.Range(0, 100).Select(TextColumn.TextOf));
}

public class KeyStageTests : TransformerContract<ulong>
{
    private const int Keys = 500;

    private protected override TestColumn Input => new TestColumn<uint>("Input", new KeyDataViewType(typeof(uint), Keys), (int row, ref uint value) => value = (uint)((row + 1) % (Keys + 1)));

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ulong> CreateModel(int seed) => new ModelOf<ulong>(KeyVectorDefinition.Create(
        TinyWordVectors.Create(seed), [.. Enumerable.Range(0, Keys).Select(key => key.ToString(CultureInfo.InvariantCulture))], out _));
}

public class WordStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => new TestColumn<ReadOnlyMemory<char>>(
        "Input", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = (row % 50 == 7 ? "" : $"{row}").AsMemory(), text => text.ToString());

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        new ModelOf<ReadOnlyMemory<char>>(WordVectorDefinition.Create(TinyWordVectors.Create(seed, subwords: true)));
}

public class NumberStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => new TestColumn<int>("Input", NumberDataViewType.Int32, (int row, ref int value) => value = row);

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) =>
        new ModelOf<ReadOnlyMemory<char>>(WordVectorDefinition.Create(TinyWordVectors.Create(seed)));
}
