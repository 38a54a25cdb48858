using System.Diagnostics.CodeAnalysis;

namespace FewLabels.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed class Options
{
    public const string Usage = """
        Usage: FewLabels --data FOLDER --model FOLDER [--only NAME] [--document FILE]
               FewLabels --time [--document FILE]

        Measures the trainers for few labels beside ML.NET's own and writes the tables into a Markdown file.

          --data FOLDER    has sst2/train.tsv and dev.tsv, trec/train_5500.label, banking77/train.csv, and
                           sentiment_labelled_sentences/yelp_labelled.txt and amazon_cells_labelled.txt
          --model FOLDER   the embedder
          --only NAME      one of SST-2, TREC, Banking77, Yelp, Amazon; Probe for the linear probe on Yelp and Amazon
          --time           how long training and a prediction take
          --document FILE  the file; docs/few-labels.md where it is left out. A table replaces what is between the
                           lines <!-- NAME:begin --> and <!-- NAME:end -->
          --help           this text
        """;

    private readonly Dictionary<string, string> values = new() { ["--document"] = Path.Combine("docs", "few-labels.md") };

    public bool Help { get; private set; }

    public bool Time { get; private set; }

    public string Data => values["--data"];

    public string Model => values["--model"];

    public string? Only => values.GetValueOrDefault("--only");

    public string Document => values["--document"];

    public static bool TryParse(string[] arguments, out Options options, [NotNullWhen(false)] out string? problem)
    {
        options = new Options();
        problem = null;
        var rest = new Queue<string>(arguments);
        while (problem is null && rest.TryDequeue(out string? argument))
        {
            if (argument is "--help" or "-h")
                options.Help = true;
            else if (argument == "--time")
                options.Time = true;
            else if (argument is not ("--data" or "--model" or "--only" or "--document"))
                problem = $"There is no option '{argument}'.";
            else if (!rest.TryDequeue(out string? value) || value.Length == 0)
                problem = $"'{argument}' needs a value.";
            else
                options.values[argument] = value;
        }
        if (problem is null && !options.Help && !options.Time && !(options.values.ContainsKey("--data") && options.values.ContainsKey("--model")))
            problem = "'--data' or '--model' is missing.";
        return problem is null;
    }
}
