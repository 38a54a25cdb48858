using Microsoft.ML.TransferEmbeddings.Folders;

namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>A module's model.safetensors: its tensors by name, in single precision.</summary>
internal sealed class WeightsFile(ModelFile file)
{
    private readonly IReadOnlyDictionary<string, Tensor> tensors = SafetensorsFile.Read(file.Content, file.PathFrom(""));

    public bool Has(string name) => tensors.ContainsKey(name);

    /// <summary>The rows of a matrix with that many columns.</summary>
    public int Rows(string name, int columns) =>
        Find(name).Shape is [> 0 and <= int.MaxValue and var rows, var found] && found == columns ? (int)rows : throw Wrong(name, $"a matrix with {columns:N0} columns");

    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        var tensor = Find(name);
        bool fits = tensor.Shape.Count == shape.Length;
        for (int axis = 0; fits && axis < shape.Length; axis++)
            fits = tensor.Shape[axis] == shape[axis];
        return fits ? tensor.ToSingles(file.PathFrom("")) : throw Wrong(name, $"the shape [{string.Join(", ", shape.ToArray())}]");
    }

    private Tensor Find(string name) => tensors.TryGetValue(name, out var tensor) ? tensor : throw Wrong(name, "it");

    private InvalidDataException Wrong(string name, string expected) => new(
        $"'{file.PathFrom("")}' does not fit the model: of '{name}' {expected} was expected and it has {(tensors.TryGetValue(name, out var tensor) ? $"[{string.Join(", ", tensor.Shape)}]" : string.Join(", ", tensors.Keys.Take(5)))}. Copy the whole model into the folder.");
}
