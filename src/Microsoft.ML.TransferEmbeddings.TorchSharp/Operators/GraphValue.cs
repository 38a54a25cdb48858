namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>What flows between the nodes of a graph: a tensor, or whole numbers on the host.</summary>
internal readonly struct GraphValue
{
    private readonly Tensor? tensor;

    public GraphValue(Tensor tensor) => this.tensor = tensor;

    public GraphValue(HostIntegers host) => Host = host;

    /// <summary>The whole numbers; null for a tensor, and for a value that is not given.</summary>
    public HostIntegers? Host { get; }

    /// <summary>False for an optional input that is not given.</summary>
    public bool IsGiven => tensor is not null || Host is not null;

    /// <summary>The value as a tensor; whole numbers are Int64.</summary>
    public Tensor Tensor => tensor ?? torch.tensor(Host!.Values, Host.Shape);

    public long[] Shape => Host?.Shape ?? tensor!.shape;

    public static implicit operator GraphValue(Tensor tensor) => new(tensor);

    public static implicit operator GraphValue(HostIntegers host) => new(host);

    /// <summary>The values of a tensor of whole numbers, row by row.</summary>
    public long[] ToIntegers()
    {
        if (Host is not null)
            return Host.Values;
        using var integers = tensor!.to(torch.ScalarType.Int64, torch.CPU, copy: false);
        return integers.contiguous().data<long>().ToArray();
    }

    /// <summary>The value of a tensor that has one.</summary>
    public double ToDouble() => Host is not null ? Host.Values[0] : tensor!.to(torch.ScalarType.Float64).item<double>();
}
