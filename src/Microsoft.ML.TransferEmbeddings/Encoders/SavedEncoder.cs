using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a model zip holds of an encoder.</summary>
public sealed class SavedEncoder
{
    private readonly JsonObject settings;

    internal SavedEncoder(JsonObject settings, ModelFiles files)
    {
        this.settings = settings;
        Files = files;
    }

    /// <summary>The files, each with the bytes that were saved.</summary>
    public ModelFiles Files { get; }

    /// <summary>Reads the settings with <see cref="EncoderSettings.FromJson"/>.</summary>
    /// <typeparam name="TSettings">The type that was written.</typeparam>
    /// <exception cref="InvalidDataException">A setting is not known, is missing or has a wrong value; the message names it.</exception>
    public TSettings ReadSettings<TSettings>()
        where TSettings : notnull => EncoderSettings.FromJson<TSettings>(settings);
}
