using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>A black image that runs through a network when it is opened: what the network computes and in which shapes most files don't say, nor what it can't do.</summary>
/// <param name="lease">The session.</param>
/// <param name="input">Of the network.</param>
/// <param name="preprocessing">Gives images of one size.</param>
/// <param name="fileName">For messages.</param>
/// <param name="limit">How long the run may take; null for <see cref="UsualLimit"/>.</param>
internal sealed class FirstImageRun(OnnxSession lease, OnnxImageInput input, ImagePreprocessing preprocessing, string fileName, TimeSpan? limit = null)
{
    /// <summary>An honest network takes a small part of it.</summary>
    private static readonly TimeSpan UsualLimit = TimeSpan.FromMinutes(1);

    /// <param name="outputs">Outputs of the network.</param>
    /// <param name="read">Told the name and the value of each.</param>
    /// <returns>What was read of each output.</returns>
    /// <exception cref="InvalidDataException">The network fails, or does not end.</exception>
    public IReadOnlyList<T> Read<T>(IReadOnlyList<string> outputs, Func<string, OrtValue, T> read)
    {
        var (width, height) = preprocessing.OutputSize!.Value;
        using var black = new PixelBuffer(width, height);
        black.Pixels.Clear();
        using var run = new OnnxImageRun(input, height, width, []);
        run.SetImage(black, preprocessing.Writer);
        var time = limit ?? UsualLimit;
        using var timer = new OnnxRunLimit(time);
        try
        {
            IReadOnlyList<T> found = [];
            lease.Use(run, (session, run) =>
            {
                using var values = run.RunAll(session, outputs, timer.RunOptions);
                found = [.. outputs.Select((name, i) => read(name, values[i]))];
            });
            return found;
        }
        catch (OnnxRuntimeException e) when (timer.IsOver)
        {
            throw new InvalidDataException($"The graph '{fileName}' did not end on one image within {time.TotalSeconds:N0} seconds and was stopped. Download or copy the file again, or use another export of the model.", e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"The graph '{fileName}' fails on an image of {height} x {width}: {e.Message} Check the preprocessing's size, or download or copy the file again.", e);
        }
    }
}
