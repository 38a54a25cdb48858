using Microsoft.ML.TransferEmbeddings.Tests.Packaging;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Microsoft.ML.TransferEmbeddings.Tests.LongestFirst))]

namespace Microsoft.ML.TransferEmbeddings.Tests;

/// <summary>The tests of the packages restore and build program after program: begun last, they would run on when everything else has ended.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName == nameof(PackedLibraryCollection))];
}
