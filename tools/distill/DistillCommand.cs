using System.CommandLine;
using Distill.Corpus;
using Microsoft.ML.TransferEmbeddings;

namespace Distill;

/// <summary>The command line of the distiller. Defaults are the library's.</summary>
internal static class DistillCommand
{
    private static readonly StaticDistillationOptions Defaults = new();

    private static readonly Option<DirectoryInfo> Teacher = new Option<DirectoryInfo>("--teacher")
    {
        Description = "the encoder: a sentence-transformers folder with an ONNX graph, or any other that TextEmbeddingModel.FromDirectory reads",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<DirectoryInfo> Student = new("--out") { Description = "where the student goes, a Model2Vec folder", Required = true };

    private static readonly Option<string[]> Texts = new("--corpus")
    {
        Description = """
            texts: a text a line, or one in mark-up; PATH:NAME is a column of a .csv with a header, PATH:NUMBER of a file with tabs, from 1; data.noun,
            data.verb, data.adj and data.adv are WordNet's, of which the definitions and examples are taken. Without a corpus the student is made of the
            teacher's vectors of pieces alone
            """,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Without = new("--without")
    {
        Description = "texts as in --corpus that are left out of it, as the student is to be tested on them: whatever their case and punctuation",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<DirectoryInfo?> Cache = new("--cache")
    {
        Description = "where the teacher's vectors are kept; OUT.cache by default. After Ctrl+C the same command goes on where it was",
    };

    private static readonly Option<StaticTableFormat> Format = new("--format")
    {
        Description = "how the vectors are stored; int8 is as Python's model2vec has it, int4 is half as large and read by this library alone",
        DefaultValueFactory = _ => Defaults.Format,
    };

    private static readonly Option<int> Dimension = Number("--dimensions", Defaults.Dimension, "values of a vector");

    private static readonly Option<int> Pairs = Number("--pairs", Defaults.MaxPairs, "frequent pairs of pieces that become tokens of their own");

    private static readonly Option<int> Epochs = Number("--epochs", Defaults.Epochs, "passes over the texts");

    private static readonly Option<int> PairEpochs = Number("--pair-epochs", Defaults.PairEpochs, "passes over the texts with pairs");

    private static readonly Option<int> Seed = Number("--seed", Defaults.Seed, "of the synthetic texts, the order of the texts and the dropout");

    private static readonly Option<double> Synthetic = new("--synthetic")
    {
        Description = "synthetic texts for each text of the corpus",
        DefaultValueFactory = _ => Defaults.SyntheticShare,
    };

    public static RootCommand Create()
    {
        var command = new RootCommand("Turns a text encoder into a static one.")
        {
            Teacher, Student, Texts, Without, Cache, Format, Dimension, Pairs, Epochs, PairEpochs, Synthetic, Seed,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult line, CancellationToken cancellation)
    {
        var keptOut = new KeptOutTexts((line.GetValue(Without) ?? []).SelectMany(CorpusFiles.Read));
        var corpus = (line.GetValue(Texts) ?? []).SelectMany(CorpusFiles.Read).Where(text => !keptOut.Contains(text));
        string folder = Path.TrimEndingDirectorySeparator(line.GetRequiredValue(Student).FullName);
        var options = new StaticDistillationOptions
        {
            Dimension = line.GetValue(Dimension),
            MaxPairs = line.GetValue(Pairs),
            Epochs = line.GetValue(Epochs),
            PairEpochs = line.GetValue(PairEpochs),
            SyntheticShare = line.GetValue(Synthetic),
            Seed = line.GetValue(Seed),
            Format = line.GetValue(Format),
            Progress = new ProgressReport(),
            CacheDirectory = line.GetValue(Cache)?.FullName ?? $"{folder}.cache",
        };
        using var teacher = TextEmbeddingModel.FromDirectory(line.GetRequiredValue(Teacher).FullName);
        using var student = await Distiller.DistillAsync(teacher, corpus, options, cancellation);
        student.SaveToDirectory(folder);
        Console.WriteLine($"{folder}: {student.Dimension} dimensions, {student.Describe().VocabularySize:N0} tokens, fingerprint {student.Fingerprint}");
    }

    private static Option<int> Number(string name, int usual, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };
}
