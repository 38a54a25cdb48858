using Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;
using TorchSharp;

[assembly: AssemblyFixture(typeof(OneThread))]

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>
/// PyTorch has one thread for all tests: results are the same to the bit, and on a machine that is busy with other things no thread waits for another one, thousands of
/// times a test.
/// </summary>
public sealed class OneThread
{
    public OneThread()
    {
        TorchLibrary.Require();
        torch.set_num_threads(1);
    }
}
