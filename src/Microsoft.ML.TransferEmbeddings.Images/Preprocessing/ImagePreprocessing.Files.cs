using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings;

public sealed partial record ImagePreprocessing
{
    private const string HuggingFaceFile = "preprocessor_config.json", ProcessorFile = "processor_config.json", ModelConfigFile = "config.json";

    /// <summary>
    /// Reads a model's preprocessing: <c>preprocessor_config.json</c>, else <c>image_processor</c> in <c>processor_config.json</c> (Hugging Face), else
    /// <c>pretrained_cfg</c> in <c>config.json</c> (timm).
    /// </summary>
    /// <param name="directory">The model's folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">No file of the folder states a preprocessing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or lacks a setting that is needed.</exception>
    /// <exception cref="NotSupportedException">The model needs something that this version does not support; the message names it.</exception>
    public static ImagePreprocessing FromDirectory(string directory)
    {
        var folder = new ModelFolder(directory);
        foreach (string name in new[] { HuggingFaceFile, ProcessorFile, ModelConfigFile })
        {
            if (ReadFrom(folder.ReadJson(name), Path.Combine(folder.Path, name)) is { } preprocessing)
                return preprocessing;
        }
        throw new FileNotFoundException(
            $"The model folder '{folder.Path}' does not say how images are prepared: it lacks {HuggingFaceFile}, and its {ModelConfigFile} has no pretrained_cfg of timm. " +
            $"Copy the file that came with the model, or make an {nameof(ImagePreprocessing)} from what its card says.");
    }

    /// <summary>Reads a model's preprocessing from one file, as <see cref="FromDirectory"/> does from a folder. The file may have any name.</summary>
    /// <param name="path">Path of a preprocessor_config.json, a processor_config.json, or a config.json of timm.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or states no preprocessing.</exception>
    /// <exception cref="NotSupportedException">The model needs something that this version does not support; the message names it.</exception>
    public static ImagePreprocessing FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new FileNotFoundException(
                Directory.Exists(full) ? $"'{full}' is a folder, and a file was expected. Use {nameof(FromDirectory)}." : $"There is no file '{full}'. Give the path of a model's {HuggingFaceFile}.", full);
        }
        return ReadFrom(new ModelFolder(Path.GetDirectoryName(full)!).ReadJson(Path.GetFileName(full)), full)
            ?? throw new InvalidDataException($"'{full}' does not say how images are prepared: it is not a {HuggingFaceFile} and has no pretrained_cfg of timm. Give the file that came with the model.");
    }

    /// <summary>Reads the preprocessing of a file; null if it states none.</summary>
    private static ImagePreprocessing? ReadFrom(ModelJson json, string file)
    {
        try
        {
            return json.Exists ? ReadAny(json, file) : null;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"'{file}' states what no image can be prepared by: {e.Message} Download or copy the file again.", e);
        }
    }

    private static ImagePreprocessing? ReadAny(ModelJson json, string file) =>
        json.Object("image_processor") is { } processor ? PreprocessorConfig.Read(new(processor, file))
        : json.Object("pretrained_cfg") is { } config ? PretrainedConfig.Read(new(config, file))
        : PretrainedConfig.IsIn(json) ? PretrainedConfig.Read(new(json, file))
        : PreprocessorConfig.IsIn(json) ? PreprocessorConfig.Read(new(json, file))
        : null;
}
