using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Fuzz;

/// <summary>Damaged files of a store: each is read, or refused by name, soon and in memory that its size bounds.</summary>
public sealed class DamagedStoreTests
{
    private const int Files = 600;

    [Fact]
    public void DamageIsFoundOrDoesNoHarm()
    {
        using var target = new StoreFileTarget();
        FuzzCheck.HasNoDefect(target, Files);
    }
}
