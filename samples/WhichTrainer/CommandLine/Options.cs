using System.Diagnostics.CodeAnalysis;

namespace WhichTrainer.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed class Options
{
    public const string Usage = """
        Usage: WhichTrainer [--model FOLDER] [--document FILE]

        Measures binary trainers behind an embedder on few labels and writes the table into a Markdown file.

          --model FOLDER   a second embedder beside the model inside the package: a sentence-transformers folder
                           with an ONNX graph, or a Model2Vec folder
          --document FILE  the file; docs/trainers.md where it is left out. The table replaces what is between
                           the lines <!-- table:begin --> and <!-- table:end -->
          --help           this text
        """;

    public bool Help { get; private set; }

    public string? ModelFolder { get; private set; }

    public string Document { get; private set; } = Path.Combine("docs", "trainers.md");

    public static bool TryParse(string[] arguments, out Options options, [NotNullWhen(false)] out string? problem)
    {
        options = new Options();
        problem = null;
        var rest = new Queue<string>(arguments);
        while (problem is null && rest.TryDequeue(out string? argument))
        {
            if (argument is "--help" or "-h")
                options.Help = true;
            else if (argument is not ("--model" or "--document"))
                problem = $"There is no option '{argument}'.";
            else if (!rest.TryDequeue(out string? value) || value.Length == 0)
                problem = $"'{argument}' needs a value.";
            else if (argument == "--model")
                options.ModelFolder = value;
            else
                options.Document = value;
        }
        return problem is null;
    }
}
