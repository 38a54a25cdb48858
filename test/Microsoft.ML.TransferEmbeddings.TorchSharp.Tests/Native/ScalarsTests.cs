using System.Reflection;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>No number is given to TorchSharp that only its call refers to: the garbage collector may free it while PyTorch reads it.</summary>
public class ScalarsTests
{
    private const int FirstMember = 0x0A000001;

    [Fact]
    public void NoCallMakesANumberOfItsOwn()
    {
        MethodBase[] called = [.. CalledMethods(typeof(FineTuner).Module).Where(method => method.DeclaringType?.Namespace == nameof(TorchSharp))];
        Assert.Contains(called, method => method.Name == "matmul");
        Assert.DoesNotContain(called, MakesANumber);
    }

    [Fact]
    public void ACallThatMakesANumberIsFound()
    {
        Assert.True(MakesANumber(typeof(Scalar).GetMethod("op_Implicit", [typeof(int)])!));
        Assert.True(MakesANumber(typeof(torch.Tensor).GetMethod("op_Addition", [typeof(torch.Tensor), typeof(torch.Tensor)])!));
        Assert.True(MakesANumber(typeof(torch.Tensor).GetMethod("op_Multiply", [typeof(torch.Tensor), typeof(float)])!));
        Assert.False(MakesANumber(typeof(torch.Tensor).GetMethod("op_Multiply", [typeof(torch.Tensor), typeof(torch.Tensor)])!));
    }

    /// <summary>A sum of tensors passes a factor of 1.</summary>
    private static bool MakesANumber(MethodBase method) =>
        (method.DeclaringType == typeof(Scalar) && method.Name == "op_Implicit")
        || (method.DeclaringType == typeof(torch.Tensor)
            && (method.Name == "op_Addition"
                || (method.Name is "add" or "add_" && method.GetParameters().Length == 1)
                || (method.Name.StartsWith("op_", StringComparison.Ordinal) && method.GetParameters().Any(parameter => parameter.ParameterType.IsPrimitive))));

    private static IEnumerable<MethodBase> CalledMethods(Module module)
    {
        for (int token = FirstMember; ; token++)
        {
            MemberInfo? member;
            try
            {
                member = module.ResolveMember(token);
            }
            catch (ArgumentOutOfRangeException)
            {
                yield break;
            }
            catch (ArgumentException)
            {
                // Of a generic type whose argument only the place of the call knows.
                continue;
            }
            if (member is MethodBase method)
                yield return method;
        }
    }
}
