
namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>The prompts of config_sentence_transformers.json.</summary>
/// <param name="ByName">The texts by name.</param>
/// <param name="DefaultName">The one that is used unless another is asked for; null for none.</param>
internal sealed record TextPrompts(IReadOnlyDictionary<string, string> ByName, string? DefaultName)
{
    public static TextPrompts Read(ModelFolder folder)
    {
        var config = folder.ReadJson("config_sentence_transformers.json");
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in config.TextsByName("prompts"))
            byName[name] = text;
        string? defaultName = config.Text("default_prompt_name");
        if (defaultName is not null && !byName.ContainsKey(defaultName))
            throw new InvalidDataException($"'{folder.Path}/config_sentence_transformers.json' has default_prompt_name = '{defaultName}' and no prompt of that name. Copy the file again, or set it to null for no prompt.");
        return new TextPrompts(byName, defaultName);
    }

    /// <summary>The prompt's text; empty for none.</summary>
    /// <exception cref="ArgumentException">There is no prompt of that name.</exception>
    public string Choose(TextEmbeddingModelOptions options, string source) =>
        options.Prompt ?? ((options.PromptName ?? DefaultName) is { } name ? Find(ByName, name, source) : "");

    /// <exception cref="ArgumentException">There is no prompt of that name.</exception>
    public static string Find(IReadOnlyDictionary<string, string> prompts, string name, string source) =>
        prompts.TryGetValue(name, out string? text)
            ? text
            : throw new ArgumentException($"{source} has no prompt '{name}', but {(prompts.Count == 0 ? "none at all" : string.Join(", ", prompts.Keys.Select(known => $"'{known}'")))}. Give the prompt's text itself.");
}
