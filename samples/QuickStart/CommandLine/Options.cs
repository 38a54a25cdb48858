using System.Diagnostics.CodeAnalysis;

namespace QuickStart.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed class Options
{
    public const string Usage = """
        Usage: QuickStart [--model FOLDER] [--zip FILE] [--document FILE] [sentence ...]
               QuickStart --predict [--zip FILE] [sentence ...]

        Compares a pretrained embedder with FeaturizeText on few labelled reviews, trains on all of them, saves
        one zip, and classifies the sentences in a new process that has nothing but that zip.

          --model FOLDER  the embedder: a sentence-transformers folder with an ONNX graph, or a Model2Vec folder;
                          without it, the model inside the package
          --zip FILE      the zip to write and to load; sentiment.zip where it is left out
          --document FILE a Markdown file, such as README.md, that gets the table too: it replaces what is between
                          the lines <!-- table:begin --> and <!-- table:end -->
          --predict       only load the zip and classify the sentences: what the new process does
          --              what follows is sentences, even if it starts with "--"
          --help          this text
        """;

    private static readonly string[] ExampleSentences =
    [
        "The food was wonderful and the waiter was very kind.",
        "We waited for an hour, and then the soup was cold.",
        "I will not be coming back.",
    ];

    public bool Help { get; private set; }

    public bool Predict { get; private set; }

    public string? ModelFolder { get; private set; }

    public string? Document { get; private set; }

    public string Zip { get; private set; } = "sentiment.zip";

    public IReadOnlyList<string> Sentences { get; private set; } = ExampleSentences;

    public static bool TryParse(string[] arguments, out Options options, [NotNullWhen(false)] out string? problem)
    {
        options = new Options();
        problem = null;
        var sentences = new List<string>();
        var rest = new Queue<string>(arguments);
        while (problem is null && rest.TryDequeue(out string? argument))
        {
            if (argument is "--help" or "-h")
                options.Help = true;
            else if (argument == "--predict")
                options.Predict = true;
            else if (argument is "--model" or "--zip" or "--document")
                problem = options.TakeValue(argument, rest);
            else if (argument == "--")
                sentences.AddRange(TakeAll(rest));
            else if (argument.StartsWith("--", StringComparison.Ordinal))
                problem = $"There is no option '{argument}'. Put a sentence that starts with '--' behind '--'.";
            else
                sentences.Add(argument);
        }
        if (sentences.Count > 0)
            options.Sentences = sentences;
        problem ??= options.FindProblem();
        return problem is null;
    }

    private string? TakeValue(string option, Queue<string> rest)
    {
        if (!rest.TryDequeue(out string? value) || value.Length == 0)
            return $"'{option}' needs a value.";
        if (option == "--model")
            ModelFolder = value;
        else if (option == "--document")
            Document = value;
        else
            Zip = value;
        return null;
    }

    private static IEnumerable<string> TakeAll(Queue<string> rest)
    {
        while (rest.TryDequeue(out string? argument))
            yield return argument;
    }

    /// <summary>Finds before the long run what would make it fail after it.</summary>
    private string? FindProblem()
    {
        if (Help)
            return null;
        if (Predict && ModelFolder is not null)
            return "'--predict' takes no '--model': the zip has the embedder in it.";
        if (Directory.Exists(Zip))
            return $"'{Zip}' is a folder. Name a file for '--zip'.";
        if (Predict && !File.Exists(Zip))
            return $"There is no file '{Zip}'. Run once without '--predict' to train and save the model.";
        if (Path.GetDirectoryName(Path.GetFullPath(Zip)) is { } folder && !Directory.Exists(folder))
            return $"The folder of '{Zip}' does not exist. Create it first, or name another file for '--zip'.";
        return null;
    }
}
