using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks;

/// <summary>A command and its --name value pairs.</summary>
internal sealed class CommandLineArguments
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private CommandLineArguments(string command) => Command = command;

    public string Command { get; }

    public string this[string name] => values.TryGetValue(name, out string? value) ? value : throw new ArgumentException($"{Command} needs --{name}.");

    public static CommandLineArguments Parse(string[] args)
    {
        var arguments = new CommandLineArguments(args.FirstOrDefault() ?? "");
        for (int i = 1; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
                throw new ArgumentException($"'{args[i]}' is not the name of a value, or its value is missing.");
            arguments.values[args[i][2..]] = args[i + 1];
        }
        return arguments;
    }

    public bool Has(string name) => values.ContainsKey(name);

    public int? Number(string name) =>
        !values.TryGetValue(name, out string? value) ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
        : throw new ArgumentException($"--{name} must be a whole number above 0, and is '{value}'.");
}
