using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>The tables of a native library, with TorchSharp's own as the real file.</summary>
public class VersionNeedTests
{
    private const string Version = "GLIBCXX_3.4.32", Function = "_ZSt21ios_base_library_initv", Substitute = "_ZNSt6chrono3_V212steady_clock3nowEv";

    private static readonly Lazy<byte[]> Library = new(() => File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so")));

    [Fact]
    public void AVersionBecomesOptionalAndItsFunctionAnotherOne()
    {
        byte[] changed = VersionNeed.MakeOptional(Library.Value, Version, Function, Substitute)!;
        Assert.Equal(Library.Value.Length, changed.Length);
        // The flag of the version; the symbol's name, of four bytes that may agree in some; and the two bytes of its version.
        int differences = changed.Zip(Library.Value).Count(bytes => bytes.First != bytes.Second);
        Assert.InRange(differences, 3, 7);
        // No symbol is left that the version has.
        Assert.NotNull(VersionNeed.MakeOptional(changed, Version, "none", Substitute));
    }

    [Fact]
    public void ALibraryThatDoesNotNeedTheVersionStaysAsItIs() => Assert.Null(VersionNeed.MakeOptional(Library.Value, "GLIBCXX_9.9", Function, Substitute));

    [Theory]
    [InlineData("another", Substitute, "needs '_ZSt21ios_base_library_initv' of GLIBCXX_3.4.32")]
    [InlineData(Function, "another", "does not call 'another'")]
    public void ALibraryOfAnotherKindIsRefused(string function, string substitute, string message) => Assert.Contains(
        message, Assert.Throws<FormatException>(() => VersionNeed.MakeOptional(Library.Value, Version, function, substitute)).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(63)]
    [InlineData(4096)]
    [InlineData(300_000)]
    [InlineData(2_390_000)]
    public void AFileThatIsCutIsRefused(int length) =>
        Assert.Throws<FormatException>(() => VersionNeed.MakeOptional(Library.Value.AsSpan(0, length), Version, Function, Substitute));

    /// <summary>Damage to the header and to the tables ends in an answer or in a refusal, never in anything else.</summary>
    [Fact]
    public void DamagedTablesAreReadOrRefused()
    {
        var random = new Random(1);
        byte[] library = Library.Value;
        (int Start, int Length)[] tables = [(0, 64), (0x3f8f0, 0x210), (library.Length - (31 * 64), 31 * 64)];
        int refused = 0;
        for (int i = 0; i < 600; i++)
        {
            var (start, length) = tables[i % tables.Length];
            int at = start + random.Next(length);
            byte before = library[at];
            byte[] damaged = library;
            damaged[at] = (byte)random.Next(256);
            try
            {
                _ = VersionNeed.MakeOptional(damaged, Version, Function, Substitute);
            }
            catch (FormatException)
            {
                refused++;
            }
            finally
            {
                damaged[at] = before;
            }
        }
        Assert.InRange(refused, 20, 599);
    }
}
