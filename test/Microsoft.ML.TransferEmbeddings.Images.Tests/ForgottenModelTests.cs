using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>A model that nobody disposes of is freed with all that it holds once nobody has it any more.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ForgottenModelTests : IDisposable
{
    private const int Models = 100;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The runtime's tensors pin the arrays that they are made of until somebody disposes of them; nothing frees a pinned array.</summary>
    [Fact]
    public void NothingStaysPinned()
    {
        Prepare();
        Forget();
        Collect();
        long before = GC.GetGCMemoryInfo(GCKind.FullBlocking).PinnedObjectsCount;
        for (int i = 0; i < Models; i++)
            Forget();
        Collect();
        Assert.InRange(GC.GetGCMemoryInfo(GCKind.FullBlocking).PinnedObjectsCount, 0, before + (Models / 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ModelAndSessionAreFreed(bool isLoaded)
    {
        Prepare();
        var forgotten = isLoaded ? ForgetLoaded() : Forget();
        Assert.NotEmpty(forgotten);
        Collect();
        Assert.DoesNotContain(forgotten, reference => reference.IsAlive);
    }

    private void Prepare()
    {
        new TinyVisionModel().Write(folder["model"]);
        File.WriteAllBytes(folder["drawn.png"], new DrawnImage(9, 7).Png());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] Forget()
    {
        var model = ImageEmbeddingModel.FromDirectory(folder["model"]);
        model.EmbedFile(folder["drawn.png"]);
        return [new WeakReference(model), SessionOf(model)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] ForgetLoaded()
    {
        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable(new[] { new { Path = folder["drawn.png"] } });
        using (var model = ImageEmbeddingModel.FromDirectory(folder["model"]))
        using (var stage = ml.Transforms.EmbedImages("Features", model, "Path").Fit(rows))
            ml.Model.Save(stage, rows.Schema, folder["model.zip"]);
        var loaded = ml.Model.Load(folder["model.zip"], out _);
        Assert.Single(loaded.Transform(rows).GetColumn<float[]>("Features"));
        using var same = ImageEmbeddingModel.FromDirectory(folder["model"]);
        return [new WeakReference(loaded), SessionOf(same)];
    }

    /// <summary>The process's session of the model's graph, which is open.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SessionOf(ImageEmbeddingModel model)
    {
        InferenceSession? shared = null;
        using (var lease = OnnxSession.Open(model.Definition.Files.Single(), EncoderContext.Cpu, hasOneShape: true))
            lease.Use(0, (session, _) => shared = session);
        return new WeakReference(shared);
    }

    private static void Collect()
    {
        // Finalizers free what others hold.
        for (int times = 0; times < 3; times++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        GC.Collect();
    }
}
