using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Settings and files of an encoder in a model zip. Immutable and thread-safe.</summary>
public sealed class SavedEncoder
{
    private readonly JsonObject settings;

    internal SavedEncoder(JsonObject settings, ModelFiles files)
    {
        this.settings = settings;
        Files = files;
    }

    /// <summary>Files with the bytes that were saved.</summary>
    public ModelFiles Files { get; }

    /// <summary>Reads the settings by <see cref="EncoderSettings.FromJson"/>.</summary>
    /// <typeparam name="TSettings">Type of the settings that were written.</typeparam>
    /// <exception cref="InvalidDataException">A setting is unknown, missing or has a wrong value; the message names it.</exception>
    public TSettings ReadSettings<TSettings>()
        where TSettings : notnull => EncoderSettings.FromJson<TSettings>(settings);
}
