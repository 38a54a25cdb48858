using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FineTuning;

/// <summary>Results in a file, one a line, written as they come: a measurement that ends early goes on where it was.</summary>
internal sealed class TuningResults
{
    private readonly string file;
    private readonly List<TuningResult> all = [];

    public TuningResults(string file)
    {
        this.file = file;
        if (File.Exists(file))
            all.AddRange(File.ReadLines(file).Select(line => JsonSerializer.Deserialize<TuningResult>(line)!));
    }

    public IReadOnlyList<TuningResult> All => all;

    public bool Has(string data, int labels, int seed, string way) => all.Any(result => (result.Data, result.Labels, result.Seed, result.Way) == (data, labels, seed, way));

    public void Add(TuningResult result)
    {
        File.AppendAllText(file, JsonSerializer.Serialize(result) + "\n");
        all.Add(result);
    }
}
