using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Files that are made to take memory: small, and large in what they claim. Chance finds few of them.</summary>
public class HostileFilesTests
{
    private const string Title = "folder/file";
    private const int Kilobyte = 1024, Many = 20_000;

    [Fact]
    public void HeaderOfManySmallTensors() => AssertBounded(
        Safetensors(string.Join(',', Enumerable.Range(0, Many).Select(i => $$"""{{Short(i)}}:{"dtype":"I8","shape":[],"data_offsets":[{{i}},{{i + 1}}]}""")), Many),
        file => Assert.Equal(Many, SafetensorsFile.Read(file, Title).Count));

    [Fact]
    public void HeaderOfManyDimensions() => AssertRefused(
        Safetensors($$"""
            "x":{"dtype":"I8","shape":[{{string.Join(',', Enumerable.Repeat("1", Many))}}],"data_offsets":[0,1]}
            """, 1),
        file => SafetensorsFile.Read(file, Title));

    [Fact]
    public void HeaderOfLongNames() => AssertRefused(
        Safetensors($$"""
            "{{new string('x', 100_000)}}":{"dtype":"{{new string('F', 100_000)}}","shape":[1],"data_offsets":[0,2]}
            """, 1),
        file => SafetensorsFile.Read(file, Title));

    [Fact]
    public void HeaderThatIsDeep() => AssertRefused(
        Safetensors($"\"x\":{string.Concat(Enumerable.Repeat("[", Many))}", 1), file => SafetensorsFile.Read(file, Title));

    /// <summary>Of a small graph and one file of weights a graph would be that is a thousand times as large.</summary>
    [Fact]
    public void WeightsThatOverlap()
    {
        byte[] weights = new byte[64 * Kilobyte];
        var graph = new TestGraph(columns: 4);
        for (int i = 0; i < 1000; i++)
        {
            var tensor = new TensorProto { Name = $"w{i}", DataType = (int)DataType.Float, DataLocation = TensorProto.Types.DataLocation.External };
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data" });
            graph.Graph.Initializer.Add(tensor);
        }
        byte[] file = graph.File;
        AssertRefused(file, _ => OnnxGraphFile.WithWeightsInside(file, Title, _ => weights), overhead: 4 * weights.Length);
    }

    [Fact]
    public void DimensionsWithoutWeights()
    {
        var graph = new TestGraph(columns: 4);
        var tensor = new TensorProto { Name = "w", DataType = (int)DataType.Float };
        tensor.Dims.AddRange(Enumerable.Repeat(1L << 40, 8));
        graph.Graph.Initializer.Add(tensor);
        tensor = graph.Weights("v", DataType.Float, 4, 4);
        tensor.Dims.Clear();
        tensor.Dims.AddRange([4, int.MaxValue]);
        graph.Node("MatMul", ["x", "v"], "y");
        AssertRefused(graph.File, file => GraphQuantizer.Quantize(file, Title));
    }

    [Fact]
    public void DimensionsWithoutEnd()
    {
        var tensor = new TensorProto { Name = "w", DataType = (int)DataType.Float };
        tensor.Dims.AddRange(Enumerable.Repeat(1L, Many));
        var graph = new TestGraph(columns: 4);
        graph.Graph.Initializer.Add(tensor);
        AssertRefused(graph.File, file => OnnxModel.Read(file, Title));
    }

    [Fact]
    public void GraphOfManyEmptyNodes()
    {
        var graph = new TestGraph(columns: 4);
        for (int i = 0; i < Many; i++)
            graph.Graph.Node.Add(new NodeProto());
        AssertRefused(graph.File, file => OnnxModel.Read(file, Title));
    }

    [Fact]
    public void StrayIdOfAPiece() => AssertRefused(
        TokenizerFiles.Bytes(TokenizerFiles.WithModel("""{"type":"WordLevel","unk_token":"a","vocab":{"a":0,"b":1000000}}""")), LoadTokenizer);

    [Fact]
    public void ClassesOfManyCharacters() => AssertBounded(Pattern($"[{new string('{', 2000)}]"), LoadTokenizer);

    [Fact]
    public void PatternThatIsDeep() => AssertRefused(Pattern(new string('(', Many) + "a" + new string(')', Many)), LoadTokenizer);

    [Theory]
    [InlineData("((((a{1000}){1000}){1000}){1000})")]
    [InlineData("((((){100000}){100000}){100000})")]
    [InlineData(@"(\p{L}?a|\p{N}?b){100000}")]
    public void PatternThatMultiplies(string regex) => AssertRefused(Pattern(regex), LoadTokenizer);

    /// <summary>Refused before there is a set for each of its characters.</summary>
    [Theory]
    [InlineData("\U0010FFFD")]
    [InlineData("{")]
    [InlineData("[^\\p{L}]")]
    [InlineData("(?i:[\\p{L}])")]
    public void PatternThatIsLong(string part) => AssertRefused(Pattern(string.Concat(Enumerable.Repeat(part, Many))), LoadTokenizer);

    /// <summary>Each is short.</summary>
    [Fact]
    public void PatternsThatAreMany()
    {
        var file = TokenizerFiles.WordLevel();
        string pattern = string.Concat(Enumerable.Repeat(@"[^\p{L}a]", 10));
        string split = $$"""{"type":"Split","pattern":{"Regex":{{JsonValue.Create(pattern).ToJsonString()}}},"behavior":"Isolated","invert":false}""";
        file["pre_tokenizer"] = JsonNode.Parse($$"""{"type":"Sequence","pretokenizers":[{{string.Join(',', Enumerable.Repeat(split, 500))}}]}""");
        AssertRefused(TokenizerFiles.Bytes(file), LoadTokenizer);
    }

    /// <summary>A set of one character takes as little, wherever in Unicode that is.</summary>
    [Fact]
    public void LettersFarOut() => AssertBounded(Pattern(string.Concat(Enumerable.Repeat("\U0010FFFD", 900))), LoadTokenizer, overhead: 1 << 20);

    [Fact]
    public void TokenizerThatIsDeep()
    {
        const string start = """{"type":"Sequence","normalizers":[""", end = "]}";
        string normalizer = string.Concat(Enumerable.Repeat(start, Many)) + string.Concat(Enumerable.Repeat(end, Many));
        AssertRefused(Encoding.UTF8.GetBytes($$"""{"normalizer":{{normalizer}}}"""), LoadTokenizer);
    }

    [Fact]
    public void ConfigThatIsDeep() => AssertRefused(Encoding.UTF8.GetBytes(new string('[', Many) + new string(']', Many)), file => ModelJson.Parse(file, Title));

    /// <summary>Every byte a key, and for all of them replacements that share one long text.</summary>
    [Fact]
    public void ReplacementsThatOverlap()
    {
        const int units = 0x400, root = 0x100, leaf = 0x200, textLength = 100_000;
        byte[] bytes = new byte[(sizeof(uint) * (units + 1)) + textLength];
        bytes.AsSpan(sizeof(uint) * (units + 1)).Fill((byte)'x');
        Write(-1, units * sizeof(uint));
        Write(0, root << 10);
        for (int b = 1; b < 256; b++)
        {
            Write(root ^ b, (uint)((leaf << 10) | 0x100 | b));
            Write(root ^ b ^ leaf, (uint)(0x80000000 | b));
        }
        var file = TokenizerFiles.WordLevel();
        file["normalizer"] = new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(bytes) };
        AssertRefused(TokenizerFiles.Bytes(file), LoadTokenizer);

        void Write(int unit, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * (unit + 1)), value);
    }

    /// <summary>Thirty times every letter becomes two.</summary>
    [Theory]
    [InlineData("""{"type":"Replace","pattern":{"String":"a"},"content":"aa"}""", "normalizer", "normalizers")]
    [InlineData("""{"type":"ByteLevel"}""", "normalizer", "normalizers")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""", "pre_tokenizer", "pretokenizers")]
    public void StepsThatMultiplyTheText(string step, string place, string list)
    {
        const int steps = 30, limit = 64 << 20;
        var file = TokenizerFiles.WordLevel();
        file[place] = JsonNode.Parse($$"""{"type":"Sequence","{{list}}":[{{string.Join(',', Enumerable.Repeat(step, steps))}}]}""");
        var tokenizer = TokenizerFiles.Tokenizer(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Action encode in new Action[] { () => tokenizer.Encode("aaaaaaaaéa"), () => tokenizer.EncodeToIds("aaaaaaaaéa"), () => tokenizer.CountTokens("aaaaaaaaéa") })
            Assert.Contains("normalizer", Assert.Throws<InvalidOperationException>(encode).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, limit);
    }

    [Fact]
    public void AFileThatDoublesALetterThirtyTimes()
    {
        var tokenizer = HuggingFaceTokenizer.FromFile(SharedFiles.Find("cases/hostile/tokenizer-doubles-30-times.json"));
        Assert.Throws<InvalidOperationException>(() => tokenizer.Encode("aaaaaaaaaa"));
    }

    /// <summary>What honest steps make of a text is far from the limit.</summary>
    [Fact]
    public void TheLongestDecompositionIsAllowed()
    {
        var file = TokenizerFiles.WordLevel("""{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"ByteLevel"}]}""");
        Assert.Single(TokenizerFiles.Tokenizer(file).Encode(new string('\uFDFA', 100_000)).Ids);
    }

    private static void LoadTokenizer(byte[] file) => TokenizerJson.Load(file, Title);

    private static byte[] Pattern(string regex)
    {
        var file = TokenizerFiles.WordLevel();
        file["pre_tokenizer"] = new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = regex }, ["behavior"] = "Isolated", ["invert"] = false };
        return TokenizerFiles.Bytes(file);
    }

    private static byte[] Safetensors(string entries, int dataLength)
    {
        byte[] header = Encoding.UTF8.GetBytes($"{{{entries}}}");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[dataLength]];
    }

    /// <summary>A name of as few characters as can be.</summary>
    private static string Short(int i) => i < 26 ? $"\"{(char)('a' + i)}\"" : $"{Short((i / 26) - 1)[..^1]}{(char)('a' + (i % 26))}\"";

    private static void AssertRefused(byte[] file, Action<byte[]> read, int overhead = 0) => AssertBounded(
        file,
        content =>
        {
            var error = Assert.ThrowsAny<Exception>(() => read(content));
            if (error is not (InvalidDataException or NotSupportedException))
                Assert.Fail(error.ToString());
            Assert.Contains(Title, error.Message);
        },
        overhead);

    private static void AssertBounded(byte[] file, Action<byte[]> read, int overhead = 0)
    {
        const int always = 512 * Kilobyte;
        read(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        read(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (4L * file.Length) + always + overhead);
    }
}
