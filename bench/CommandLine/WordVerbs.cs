using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Word2Vec;
using Microsoft.ML.TransferEmbeddings.Benchmarks.WordPictures;
using Microsoft.ML.TransferEmbeddings.Benchmarks.WordVectorFiles;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>Word vectors: loading, training, a picture.</summary>
internal static class WordVerbs
{
    public static IEnumerable<Verb> Create() => [Loading(), Training(), Picture()];

    private static Verb Loading()
    {
        Option<FileInfo> file = Vectors();
        var questions = Inputs.File("--questions", "an analogy test to answer");
        Option<int> rounds = Inputs.Rounds();
        var verb = new Verb("word-vectors", "loads a file of word vectors; bench/python/word_vectors.py runs it beside gensim") { file, questions, rounds };
        verb.SetAction(line => Console.WriteLine(
            LoadingBenchmark.Run(line.GetRequiredValue(file).FullName, line.GetValue(questions)?.FullName, line.GetValue(rounds)).ToMarkdown()));
        return verb;
    }

    private static Verb Training()
    {
        Option<DirectoryInfo> shared = Inputs.Shared();
        var tokens = new Option<FileInfo>("--tokens")
        {
            Description = "a text a line; written from the texts of --shared where it is not there",
            Required = true,
        };
        var epochs = new Option<int?>("--epochs") { Description = "the library's default by default" };
        Option<int> threads = Inputs.Number("--threads", 2, "threads that are measured beside one");
        var seed = new Option<int>("--seed") { Description = "of the trainings", DefaultValueFactory = _ => 1 };
        var verb = new Verb("word2vec", "trains word vectors; bench/python/word2vec.py runs it beside gensim") { shared, tokens, epochs, threads, seed };
        verb.SetAction(line =>
        {
            string folder = line.GetRequiredValue(shared).FullName, file = line.GetRequiredValue(tokens).FullName;
            if (!File.Exists(file))
                TrainingTexts.Write(folder, file);
            Console.WriteLine(Word2VecBenchmark.Run(
                file, Path.Combine(folder, "vectors/eval/wordsim353.tsv"), line.GetValue(epochs), line.GetValue(threads), line.GetValue(seed)).ToMarkdown());
        });
        return verb;
    }

    private static Verb Picture()
    {
        Option<FileInfo> file = Vectors();
        var picture = new Option<FileInfo>("--picture") { Description = "the SVG file to write", Required = true };
        var verb = new Verb("word-picture", "draws groups of words in the plane in which they differ most") { file, picture };
        verb.SetAction(line =>
        {
            var vectors = WordVectors.Load(line.GetRequiredValue(file).FullName);
            var groups = WordGroup.KnownTo(vectors);
            WordPicture.Write(line.GetRequiredValue(picture).FullName, vectors, groups);
            Console.WriteLine($"{groups.Sum(group => group.Words.Count)} words of {groups.Count} groups are drawn in {line.GetRequiredValue(picture)}.");
        });
        return verb;
    }

    private static Option<FileInfo> Vectors() =>
        new Option<FileInfo>("--file") { Description = "word vectors: GloVe, word2vec or fastText, in text or binary", Required = true }.AcceptExistingOnly();
}
