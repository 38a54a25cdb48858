using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

/// <summary>The command is the library's distiller, over files of several forms.</summary>
public sealed class DistillCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DistillCommandTests() => TinyOnnxModel.Write(folder["teacher"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TextsOfAllFormsAndWithoutThoseOfTheTest()
    {
        string[] lines = TinyCorpus.Create(50, seed: 1), cells = TinyCorpus.Create(50, seed: 2), fields = TinyCorpus.Create(50, seed: 3), elements = TinyCorpus.Create(50, seed: 4);
        string[] tests = ["good text", "Bad row, number b2"];
        Write("lines.txt", lines.Append("Good text!"));
        Write("cells.csv", cells.Select((cell, i) => $"{i},\"{cell}, the \"\"row\"\"\"").Prepend("id,text"));
        Write("fields.tsv", fields.Append("bad row number B2").Select(field => $"{field}\tlabel"));
        Write("elements.txt", elements.Select(element => $"  <Pros>{element}</Pros>"));
        Write("tests.tsv", tests.Select(text => $"{text}\t1"));

        string output = FreshProcess.RunSample(
            "distill.dll", "--teacher", folder["teacher"], "--out", folder["student"], "--pairs", "10", "--seed", "3", "--format", "float32",
            "--corpus", folder["lines.txt"], $"{folder["cells.csv"]}:text", $"{folder["fields.tsv"]}:1", folder["elements.txt"], "--without", $"{folder["tests.tsv"]}:1");

        using var teacher = TextEmbeddingModel.FromDirectory(folder["teacher"]);
        var options = new StaticDistillationOptions { MaxPairs = 10, Seed = 3, Format = StaticTableFormat.Float32 };
        using var expected = Distiller.Distill(teacher, [.. lines, .. cells.Select(cell => $"{cell}, the \"row\""), .. fields, .. elements], options);
        using var student = TextEmbeddingModel.FromDirectory(folder["student"]);
        Assert.Equal(expected.Embed(lines), student.Embed(lines));
        Assert.Contains(student.Fingerprint, output);
    }

    [Theory]
    [InlineData("--corpus", "missing.txt", "There is no corpus file 'missing.txt'")]
    [InlineData("--format", "int2", "'int2'")]
    [InlineData("--color", "red", "'--color'")]
    public void AnErrorNamesWhatIsWrong(string option, string value, string message)
    {
        using var process = FreshProcess.StartSample("distill.dll", "--teacher", folder["teacher"], "--out", folder["student"], option, value);
        Assert.Contains(message, process.WaitForFailure());
    }

    private void Write(string name, IEnumerable<string> lines) => File.WriteAllLines(folder[name], lines);
}
