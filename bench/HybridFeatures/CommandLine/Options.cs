using System.Diagnostics.CodeAnalysis;

namespace HybridFeatures.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed class Options
{
    public const string Usage = """
        Usage: HybridFeatures --data FOLDER [--model FOLDER] [--document FILE | --weights]

        Measures an embedder, n-grams and both side by side, on few and on many labels, and writes the table into a
        Markdown file.

          --data FOLDER    has sst2/train.tsv and dev.tsv, trec/train_5500.label, sms_spam/SMSSpamCollection, and
                           sentiment_labelled_sentences/yelp_labelled.txt and amazon_cells_labelled.txt
          --model FOLDER   a second embedder beside the model inside the package
          --document FILE  the file; docs/hybrid.md where it is left out. The table replaces what is between
                           the lines <!-- table:begin --> and <!-- table:end -->
          --weights        prints, in place of the table, how other weights of the n-grams do, on other splits:
                           what the weight was chosen from
          --help           this text
        """;

    public bool Help { get; private set; }

    public bool Weights { get; private set; }

    public string DataFolder { get; private set; } = "";

    public string? ModelFolder { get; private set; }

    public string Document { get; private set; } = Path.Combine("docs", "hybrid.md");

    public static bool TryParse(string[] arguments, out Options options, [NotNullWhen(false)] out string? problem)
    {
        options = new Options();
        problem = null;
        var rest = new Queue<string>(arguments);
        while (problem is null && rest.TryDequeue(out string? argument))
        {
            if (argument is "--help" or "-h")
                options.Help = true;
            else if (argument == "--weights")
                options.Weights = true;
            else if (argument is not ("--data" or "--model" or "--document"))
                problem = $"There is no option '{argument}'.";
            else if (!rest.TryDequeue(out string? value) || value.Length == 0)
                problem = $"'{argument}' needs a value.";
            else if (argument == "--data")
                options.DataFolder = value;
            else if (argument == "--model")
                options.ModelFolder = value;
            else
                options.Document = value;
        }
        if (problem is null && !options.Help && options.DataFolder.Length == 0)
            problem = "'--data' is missing.";
        return problem is null;
    }
}
