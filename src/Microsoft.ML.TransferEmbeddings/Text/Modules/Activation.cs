using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>An activation function of torch.nn, by its class name, at that class's defaults.</summary>
internal sealed class Activation
{
    private static readonly Dictionary<string, Function> Known = new()
    {
        ["Identity"] = static _ => { },
        ["Tanh"] = static values => TensorPrimitives.Tanh(values, values),
        ["Sigmoid"] = static values => TensorPrimitives.Sigmoid<float>(values, values),
        ["ReLU"] = static values => TensorPrimitives.Max(values, 0f, values),
        ["GELU"] = static values => Each(values, value => 0.5f * value * (1 + ErrorFunction(value / MathF.Sqrt(2)))),
        ["SiLU"] = static values => Each(values, value => value / (1 + MathF.Exp(-value))),
        ["Softplus"] = static values => Each(values, value => value > 20 ? value : MathF.Log(1 + MathF.Exp(value))),
        ["ELU"] = static values => Each(values, value => value > 0 ? value : MathF.Exp(value) - 1),
        ["LeakyReLU"] = static values => Each(values, value => value > 0 ? value : 0.01f * value),
        ["Softsign"] = static values => Each(values, value => value / (1 + MathF.Abs(value))),
    };

    private readonly Function function;

    private Activation(Function function) => this.function = function;

    private delegate void Function(Span<float> values);

    public static IEnumerable<string> Names => Known.Keys;

    /// <exception cref="NotSupportedException">The name is not known; that of a folder is checked when it is read.</exception>
    public static Activation Of(string? name) => name is not null && Known.TryGetValue(name, out var function)
        ? new(function)
        : throw new NotSupportedException($"The model zip holds the activation function '{name}'; {string.Join(", ", Names)} are known. Update the package, or copy or save the zip again.");

    public void Apply(Span<float> values) => function(values);

    private static void Each(Span<float> values, Func<float, float> function)
    {
        foreach (ref float value in values)
            value = function(value);
    }

    /// <summary>Abramowitz and Stegun 7.1.26, in double: off by at most 1.5e-7.</summary>
    private static float ErrorFunction(float x)
    {
        double t = 1 / (1 + 0.3275911 * Math.Abs(x));
        double tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-(double)x * x);
        return (float)(Math.Sign(x) * (1 - tail));
    }
}
