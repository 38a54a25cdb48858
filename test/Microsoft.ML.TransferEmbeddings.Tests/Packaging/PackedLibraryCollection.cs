namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>Tests of the packages: they are packed once for all of them.</summary>
[CollectionDefinition(nameof(PackedLibraryCollection))]
public class PackedLibraryCollection : ICollectionFixture<PackedLibrary>;
