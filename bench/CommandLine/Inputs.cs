using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>Options that several verbs have. New ones for each: a verb may describe its own.</summary>
internal static class Inputs
{
    public static Option<DirectoryInfo> Model() => Folder("--model", "the embedder: a sentence-transformers folder with an ONNX graph");

    public static Option<DirectoryInfo> OtherModel(string description) =>
        new Option<DirectoryInfo>("--model") { Description = description }.AcceptExistingOnly();

    public static Option<DirectoryInfo> Folder(string name, string description) =>
        new Option<DirectoryInfo>(name) { Description = description, Required = true }.AcceptExistingOnly();

    public static Option<DirectoryInfo> Shared() => Folder("--shared", "a folder with models/ and data/, as the tests use it");

    public static Option<FileInfo> File(string name, string description) => new Option<FileInfo>(name) { Description = description }.AcceptExistingOnly();

    public static Option<FileInfo> Texts() => new Option<FileInfo>("--texts")
    {
        Description = "a text a line, or a .csv with a header and the texts in its first column",
        Required = true,
    }.AcceptExistingOnly();

    public static Option<FileInfo> Reviews() => new Option<FileInfo>("--reviews")
    {
        Description = "the labeled restaurant reviews; the default is the repository's, seen from its root",
        DefaultValueFactory = _ => new FileInfo("samples/data/sentiment_labelled_sentences/yelp_labelled.txt"),
    }.AcceptExistingOnly();

    public static Option<int> Rounds() => Number("--rounds", 5, "how often every way is measured");

    public static Option<int> Number(string name, int usual, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
                result.AddError($"{name} must be a whole number of 1 or more, and is {value}.");
        });
        return option;
    }

    /// <param name="sections">The names of the document's sections that the verb writes.</param>
    public static Option<FileInfo> Document(params string[] sections) => File("--document", $"""
        a Markdown file that gets what is printed, between its lines <!-- NAME:begin --> and <!-- NAME:end -->, where NAME is {string.Join(" or ", sections)};
        nothing is written by default
        """);

    public static TextCorpus ReadTexts(ParseResult line, Option<FileInfo> texts) => TextCorpus.Read(line.GetRequiredValue(texts).FullName);
}
