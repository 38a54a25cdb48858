using System.Diagnostics.CodeAnalysis;

namespace WordAnalogies;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string Vectors, string Picture, bool Help)
{
    public const string Usage = """
        Usage: WordAnalogies [VECTORS] [--picture FILE]

        Answers analogies with word vectors, such as king - man + woman = queen, shows the neighbours of some
        words, and draws groups of words in the plane in which they differ most.

          VECTORS         a file of word vectors: GloVe, word2vec or fastText, in text or binary;
                          without it, 3,029 English words of GloVe that come with the sample
          --picture FILE  where the picture goes; words.svg where it is left out
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out Options? options, out string? problem)
    {
        options = new Options(Path.Combine(AppContext.BaseDirectory, "data", "glove.6B.50d.3k.txt.gz"), "words.svg", Help: false);
        problem = null;
        bool hasVectors = false;
        for (int i = 0; i < args.Length && problem is null; i++)
        {
            if (args[i] is "--help" or "-h")
                options = options with { Help = true };
            else if (args[i] == "--picture" && i + 1 < args.Length)
                options = options with { Picture = args[++i] };
            else if (args[i].StartsWith("--", StringComparison.Ordinal) || hasVectors)
                problem = $"'{args[i]}' is not understood.";
            else
                (options, hasVectors) = (options with { Vectors = args[i] }, true);
        }
        return problem is null;
    }
}
