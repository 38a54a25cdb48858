using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>Operators that compute each value of a tensor by itself.</summary>
internal static class Elementwise
{
    public static IEnumerable<KeyValuePair<string, KernelFactory>> All =>
    [
        Of("Add", Scalars.Plus, (a, b) => a + b),
        Of("Sub", (a, b) => a - b, (a, b) => a - b),
        Of("Mul", (a, b) => a * b, (a, b) => a * b),
        Of("Div", Divide, (a, b) => a / b),
        Of("Pow", Power),
        Of("Mod", (a, b) => a.remainder(b)),
        Of("Equal", (a, b) => a.eq(b)),
        Of("Greater", (a, b) => a.gt(b)),
        Of("GreaterOrEqual", (a, b) => a.ge(b)),
        Of("Less", (a, b) => a.lt(b)),
        Of("LessOrEqual", (a, b) => a.le(b)),
        Of("And", (a, b) => a.logical_and(b)),
        Of("Or", (a, b) => a.logical_or(b)),
        Of("Xor", (a, b) => a.logical_xor(b)),
        OfMany("Max", torch.maximum),
        OfMany("Min", torch.minimum),
        OfMany("Sum", Scalars.Plus),
        Of("Abs", x => x.abs()),
        Of("Neg", x => x.neg()),
        Of("Reciprocal", x => x.reciprocal()),
        Of("Sqrt", x => x.sqrt()),
        Of("Exp", x => x.exp()),
        Of("Log", x => x.log()),
        Of("Sin", x => x.sin()),
        Of("Cos", x => x.cos()),
        Of("Erf", x => x.erf()),
        Of("Floor", x => x.floor()),
        Of("Ceil", x => x.ceil()),
        Of("Round", x => x.round()),
        Of("Sign", x => x.sign()),
        Of("Not", x => x.logical_not()),
        Of("IsNaN", x => x.isnan()),
        Of("Tanh", x => x.tanh()),
        Of("Sigmoid", x => x.sigmoid()),
        Of("Relu", x => x.relu()),
        Of("Softplus", x => torch.nn.functional.softplus(x)),
        Of("Mish", x => torch.nn.functional.mish(x)),
        Of("HardSwish", x => x * x.div(Scalars.Of(6)).add(Scalars.Of(0.5), Scalars.One).clamp(Scalars.Of(0), Scalars.One)),
        Of("Identity", x => x),
        new("Gelu", (node, _) => node.Operation.Text("approximate") is null or "none" ? Kernel(x => torch.nn.functional.gelu(x)) : Kernel(TanhGelu)),
        new("LeakyRelu", (node, _) => Setting(node, "alpha", 0.01f, (x, alpha) => x.leaky_relu(Scalars.Of(alpha)))),
        new("Elu", (node, _) => Setting(node, "alpha", 1, (x, alpha) => torch.nn.functional.elu(x, alpha))),
        new("HardSigmoid", HardSigmoid),
        new("Clip", Clip),
        new("Cast", Cast),
        new("Where", (_, _) => inputs => [torch.where(inputs[0].Tensor, inputs[1].Tensor, inputs[2].Tensor)]),
    ];

    private static KeyValuePair<string, KernelFactory> Of(string name, Func<Tensor, Tensor> operation) => new(name, (_, _) => Kernel(operation));

    private static KeyValuePair<string, KernelFactory> Of(string name, Func<Tensor, Tensor, Tensor> operation, Func<long, long, long>? onHost = null) => new(
        name,
        (_, _) => inputs => inputs[0].Host is { } left && inputs[1].Host is { } right && onHost is not null && HostIntegers.Combine(left, right, onHost) is { } combined
            ? [combined]
            : [operation(inputs[0].Tensor, inputs[1].Tensor)]);

    private static KeyValuePair<string, KernelFactory> OfMany(string name, Func<Tensor, Tensor, Tensor> operation) => new(
        name, (_, _) => inputs => [inputs.Select(input => input.Tensor).Aggregate(operation)]);

    private static Kernel Kernel(Func<Tensor, Tensor> operation) => inputs => [operation(inputs[0].Tensor)];

    private static Kernel Setting(GraphNode node, string name, float usual, Func<Tensor, double, Tensor> operation)
    {
        double value = node.Operation.Float(name) ?? usual;
        return Kernel(x => operation(x, value));
    }

    private static Kernel HardSigmoid(GraphNode node, long operatorSet)
    {
        float alpha = node.Operation.Float("alpha") ?? 0.2f, beta = node.Operation.Float("beta") ?? 0.5f;
        return Kernel(x => x.mul(Scalars.Of(alpha)).add(Scalars.Of(beta), Scalars.One).clamp(Scalars.Of(0), Scalars.One));
    }

    private static Tensor TanhGelu(Tensor x) => x.mul(Scalars.Of(0.5)) * x.Plus(x.pow(Scalars.Of(3)).mul(Scalars.Of(0.044715))).mul(Scalars.Of(Math.Sqrt(2 / Math.PI))).tanh().add(Scalars.One, Scalars.One);

    /// <summary>Whole numbers are divided without a rest.</summary>
    private static Tensor Divide(Tensor a, Tensor b) => torch.is_integral(a.dtype) ? a.div(b, torch.RoundingMode.trunc) : a / b;

    private static Tensor Power(Tensor a, Tensor b) => b.NumberOfElements == 1 && !b.requires_grad && b.to(torch.ScalarType.Float64).item<double>() is 2 ? a.square() : a.pow(b);

    /// <summary>The bounds are settings in old versions, and inputs in new ones.</summary>
    private static Kernel Clip(GraphNode node, long operatorSet)
    {
        float? least = node.Operation.Float("min"), most = node.Operation.Float("max");
        return inputs => [inputs[0].Tensor.clamp(Bound(inputs, 1, least), Bound(inputs, 2, most))];

        static Scalar? Bound(GraphValue[] inputs, int input, float? setting) =>
            inputs.Length > input && inputs[input].IsGiven ? Scalars.Of(inputs[input].ToDouble()) : setting is { } value ? Scalars.Of(value) : null;
    }

    /// <summary>All whole numbers are Int64 here, and half precision is single precision.</summary>
    private static Kernel Cast(GraphNode node, long operatorSet)
    {
        const int single = 1, text = 8, boolean = 9, half = 10, @double = 11, brain = 16, lastInteger = 13;
        var type = node.Operation.Integer("to") switch
        {
            single or half or brain => torch.ScalarType.Float32,
            boolean => torch.ScalarType.Bool,
            @double => torch.ScalarType.Float64,
            > single and < text or (> @double and <= lastInteger) => torch.ScalarType.Int64,
            var other => throw new FormatException($"casts to the type {other}, which is not known"),
        };
        return inputs => type == torch.ScalarType.Int64 && inputs[0].Host is { } host ? [host] : [inputs[0].Tensor.to(type)];
    }
}
