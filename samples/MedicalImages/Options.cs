using System.Diagnostics.CodeAnalysis;

namespace MedicalImages;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string Model, string Data, string? Test, IReadOnlyList<string>? Layers, string Sheet, string? Document, bool Help)
{
    public static readonly string Usage = $"""
        Usage: MedicalImages MODEL [--data FILE] [--test FILE] [--layers A,B,C] [--sheet FILE] [--document FILE]

        A network that has seen photographs tells chest X-rays with pneumonia from normal ones: it stays as it is, and a linear
        classifier is trained on what it sees.

        {ImageSamples.VisionModel.Usage}
          --data FILE     pneumoniamnist.npz of MedMNIST, of which train and val are read; 520 of its pictures
                          that come with the sample where it is left out
          --test FILE     a file with the official test part, test_images and test_labels
          --layers A,B,C  inner layers of the network; chosen by cross-validation where it is left out
          --sheet FILE    where example predictions go; xrays.svg where it is left out
          --document FILE a Markdown file; the results replace what is between its lines <!-- xrays:begin --> and
                          <!-- xrays:end -->
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out Options? options, out string? problem)
    {
        options = new Options("", Path.Combine(AppContext.BaseDirectory, "pneumonia", "pneumoniamnist-sample.npz"), Test: null, Layers: null, "xrays.svg", Document: null, Help: false);
        problem = null;
        for (int i = 0; i < args.Length && problem is null; i++)
        {
            bool hasValue = i + 1 < args.Length;
            if (args[i] is "--help" or "-h")
                options = options with { Help = true };
            else if (args[i] == "--data" && hasValue)
                options = options with { Data = args[++i] };
            else if (args[i] == "--test" && hasValue)
                options = options with { Test = args[++i] };
            else if (args[i] == "--layers" && hasValue)
                options = options with { Layers = args[++i].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };
            else if (args[i] == "--sheet" && hasValue)
                options = options with { Sheet = args[++i] };
            else if (args[i] == "--document" && hasValue)
                options = options with { Document = args[++i] };
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
