using System.Diagnostics.CodeAnalysis;

namespace ImageSimilarity;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string Model, string Data, string Sheet, int Queries, bool Help)
{
    public static readonly string Usage = $"""
        Usage: ImageSimilarity MODEL [--data FOLDER] [--queries N] [--sheet FILE]

        Finds for some pictures those that look most like them and draws them side by side.

        {ImageSamples.VisionModel.Usage}
          --data FOLDER   pictures, in folders of their own; 30 flowers that come with the sample where it is left out
          --queries N     how many pictures are looked for; 10 where it is left out
          --sheet FILE    where the pictures go; similar.svg where it is left out
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out Options? options, out string? problem)
    {
        options = new Options("", Path.Combine(AppContext.BaseDirectory, "flowers"), "similar.svg", Queries: 10, Help: false);
        problem = null;
        for (int i = 0; i < args.Length && problem is null; i++)
        {
            bool hasValue = i + 1 < args.Length;
            if (args[i] is "--help" or "-h")
                options = options with { Help = true };
            else if (args[i] == "--data" && hasValue)
                options = options with { Data = args[++i] };
            else if (args[i] == "--sheet" && hasValue)
                options = options with { Sheet = args[++i] };
            else if (args[i] == "--queries" && hasValue && int.TryParse(args[i + 1], out int queries) && queries > 0)
                (options, i) = (options with { Queries = queries }, i + 1);
            else if (args[i].StartsWith("--", StringComparison.Ordinal) || options.Model.Length > 0)
                problem = $"'{args[i]}' is not understood.";
            else
                options = options with { Model = args[i] };
        }
        if (problem is null && !options.Help && options.Model.Length == 0)
            problem = "The model is missing.";
        return problem is null;
    }
}
