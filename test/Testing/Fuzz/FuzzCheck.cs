using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>A short run of a target as a test.</summary>
internal static class FuzzCheck
{
    /// <summary>A file of another seed is made by <c>dotnet run -c Release --project bench -- fuzz --seed</c>.</summary>
    private const int Seed = 1;

    private const int ShownBytes = 4000;

    public static void HasNoDefect(FuzzTarget target, int count)
    {
        var report = new FuzzRun(target, Seed).Run(first: 0, count);
        foreach (var defect in report.Defects)
            Assert.Fail($"{target.Name}, seed {Seed}, file {defect.Number}, '{defect.File.Name}' of {defect.File.Content.Length:N0} bytes: {defect.Reason}\n\n{Show(defect.File)}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{target.Name}: {report.Read:N0} damaged files read, {report.Refused:N0} refused; at most {report.MostMemory:N0} bytes of memory " +
            $"beyond {FuzzRun.BytesAByte} times the file's size, {target.Overhead:N0} allowed; slowest {report.Slowest.TotalMilliseconds:N0} ms");
        // Damage that is always found, or never, tests little.
        Assert.InRange(report.Refused, report.Files / 20, report.Files - (report.Files / 50));
    }

    private static string Show(FuzzFile file) => Encoding.Latin1.GetString(file.Content.AsSpan(0, Math.Min(file.Content.Length, ShownBytes)));
}
