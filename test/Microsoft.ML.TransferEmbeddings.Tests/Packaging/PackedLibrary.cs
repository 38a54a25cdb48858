namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>
/// The packages, packed into a feed of their own, in a temporary folder where projects find nothing of this repository: no props, no
/// central versions, no tools.
/// </summary>
public sealed class PackedLibrary : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("transfer-embeddings-package-").FullName;

    /// <summary>New in every run: no package cache can hold an older one.</summary>
    public string Version { get; } = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

    public string AIPackageFile => FileOf("Microsoft.ML.TransferEmbeddings.AI");

    public string ImagesPackageFile => FileOf("Microsoft.ML.TransferEmbeddings.Images");

    public string PackageFile => FileOf("Microsoft.ML.TransferEmbeddings");

    public async ValueTask InitializeAsync()
    {
        // What these tests were built with is packed as it is: nothing is compiled again while they run.
        foreach (string project in Repository.Packages)
        {
            await DotNet.RunAsync(
                Repository.Root, "pack", project, "--no-build", "-c", Repository.Configuration, "-o", Path.Combine(folder, "feed"),
                $"-p:PackageVersion={Version}", "-warnaserror", "--disable-build-servers");
        }

        string listed = await DotNet.RunAsync(folder, "nuget", "locals", "global-packages", "--list");
        string globalPackages = listed[(listed.IndexOf(':') + 1)..].Trim();

        Write("global.json", "{}");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        // Packages that the machine has are used from there; the one under test goes to a folder that is deleted.
        Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{globalPackages}</RestoreFallbackFolders>
              </PropertyGroup>
            </Project>
            """);
        Write("NuGet.config", """
            <configuration>
              <packageSources>
                <add key="packed by the test" value="feed" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>Builds a console project that references a package and nothing else.</summary>
    /// <returns>The program, to be run with <see cref="DotNet.RunAsync"/>.</returns>
    public Task<string> BuildProgramAsync(string name, string source, string package = "Microsoft.ML.TransferEmbeddings") =>
        BuildProgramAsync(name, source, [(package, Version)]);

    /// <summary>Builds a console project that references these packages. A warning fails the test.</summary>
    /// <returns>The program, to be run with <see cref="DotNet.RunAsync"/>.</returns>
    public async Task<string> BuildProgramAsync(string name, string source, params (string Id, string Version)[] packages)
    {
        WriteProject(name, packages);
        Write(Path.Combine(name, "Program.cs"), source);
        string output = await DotNet.RunAsync(Path.Combine(folder, name), "build", "--nologo", "--disable-build-servers", "-o", "out");
        Assert.Contains("0 Warning(s)", output);
        return Path.Combine(folder, name, "out", $"{name}.dll");
    }

    /// <summary>Restores a project that references these packages.</summary>
    /// <returns>What the command printed.</returns>
    public Task<string> RestoreAsync(string name, params (string Id, string Version)[] packages)
    {
        WriteProject(name, packages);
        return DotNet.RunAsync(Path.Combine(folder, name), "restore", "--disable-build-servers");
    }

    /// <summary>Packs the core once more, as a higher patch version: what a user has who updates it alone.</summary>
    /// <returns>The version.</returns>
    public async Task<string> PackHigherPatchOfTheCoreAsync()
    {
        string version = Version.Replace("0.1.0-", "0.1.1-", StringComparison.Ordinal);
        await DotNet.RunAsync(
            Repository.Root, "pack", Repository.Project, "--no-build", "-c", Repository.Configuration, "-o", Path.Combine(folder, "feed"),
            $"-p:PackageVersion={version}", "-warnaserror", "--disable-build-servers");
        return version;
    }

    public string FileOf(string package) => Path.Combine(folder, "feed", $"{package}.{Version}.nupkg");

    /// <summary>A path for a file of the test.</summary>
    public string NewFile(string name) => Path.Combine(folder, name);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void WriteProject(string name, (string Id, string Version)[] packages) => Write(Path.Combine(name, $"{name}.csproj"), $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            {string.Concat(packages.Select(package => $"<PackageReference Include=\"{package.Id}\" Version=\"{package.Version}\" />"))}
          </ItemGroup>
        </Project>
        """);

    private void Write(string name, string content)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
