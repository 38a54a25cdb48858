using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.TransferEmbeddings.Tests.Architecture;

/// <summary>A folder is a concept: folders form no circle, namespaces follow them, and nothing but tests and benchmarks looks into the core.</summary>
public class RoomsTests
{
    private const string RootNamespace = "Microsoft.ML.TransferEmbeddings";

    private static readonly Lazy<IReadOnlyList<SourceFile>> Core = new(() => SourceFile.ReadAll(Repository.Project));
    private static readonly Lazy<IReadOnlyList<SourceFile>> Images = new(() => SourceFile.ReadAll(Repository.ImagesProject));
    private static readonly Lazy<IReadOnlyList<SourceFile>> AI = new(() => SourceFile.ReadAll(Repository.AIProject));
    private static readonly Lazy<IReadOnlyList<SourceFile>> Stores = new(() => SourceFile.ReadAll(Repository.StoreSources));

    public static TheoryData<string> Packages { get; } = [.. Repository.Packages.Select(project => Path.GetFileNameWithoutExtension(project)[RootNamespace.Length..])];

    [Theory]
    [MemberData(nameof(Packages))]
    public void FoldersFormNoCircle(string package)
    {
        var rooms = new Rooms(IsStore(package) ? [.. Package(package), .. Stores.Value] : Package(package));
        Assert.True(rooms.Count > 3, $"{rooms.Count} arrows");
        Assert.True(
            rooms.Circles.Count == 0,
            $"Folders form a circle. Move a type, or let one of the folders do without the other:\n{string.Join('\n', rooms.Circles)}");
    }

    /// <summary>The check sees what it is for.</summary>
    [Fact]
    public void FileThatClosesACircleIsReported()
    {
        var numerics = SourceFile.Parse(
            "Numerics/Backwards.cs", "namespace N; internal static class Backwards { public static object Of(EmbeddingTransformer stage) => stage; }");
        Assert.Contains(new Rooms([.. Core.Value, numerics]).Circles, arrow => arrow is { From: "Numerics", To: "Pipeline", Type: "EmbeddingTransformer" });
    }

    /// <summary>Three folders in a ring, no two of which use each other.</summary>
    [Fact]
    public void CircleOfThreeIsReported()
    {
        var rooms = new Rooms(
        [
            SourceFile.Parse("A/One.cs", "class One { Two? two; }"),
            SourceFile.Parse("B/Two.cs", "class Two { List<Three> threes; }"),
            SourceFile.Parse("C/Inner/Three.cs", "class Three { One[] ones; }"),
            SourceFile.Parse("D/Four.cs", "class Four : One;"),
        ]);
        Assert.Equal(
            ["A -> B: A/One.cs names Two", "B -> C: B/Two.cs names Three", "C -> A: C/Inner/Three.cs names One"],
            rooms.Circles.Select(arrow => arrow.ToString()));
    }

    [Fact]
    public void CommentsStringsAndMembersAreNoArrows()
    {
        var rooms = new Rooms(
        [
            SourceFile.Parse("A/One.cs", "class One;"),
            SourceFile.Parse("B/Two.cs", """
                /** <see cref="One"/> */
                class Two
                {
                    string text = "One" + $"{nameof(One)}"; // One
                    object Of(dynamic x) => x.One ?? x?.One ?? new Two { One = F(One: 1) };
                    int One { get; set; }
                }
                """),
        ]);
        Assert.Equal(0, rooms.Count);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void NamespacesAreThoseOfTheFolders(string package)
    {
        AssertNamespaces(Package(package), package);
    }

    [Fact]
    public void NamespacesOfTheStoresCommonSourcesAreThoseOfTheFolders() => AssertNamespaces(Stores.Value, ".VectorData");

    private static void AssertNamespaces(IReadOnlyList<SourceFile> files, string package)
    {
        string[] wrong = [.. files
            .SelectMany(file => file.Types.Select(type => (File: file, Type: type)))
            .Where(item => !Allowed(item.File, item.Type, package).Contains(NamespaceOf(item.Type)))
            .Select(item => $"{item.File.Path} has the namespace {NamespaceOf(item.Type)}, not {string.Join(" or ", Allowed(item.File, item.Type, package))}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void NothingButTestsAndBenchmarksLooksIntoTheCore()
    {
        var friends = XDocument.Load(Repository.Project).Descendants("InternalsVisibleTo").Select(item => item.Attribute("Include")!.Value);
        Assert.Empty(friends.Except([$"{RootNamespace}.Benchmarks", $"{RootNamespace}.Tests"]));
        // Nor by an attribute, or by a copy of the core whose internals are public.
        var attributes = Packages.SelectMany(package => Package(package.Data)).Concat(Stores.Value).SelectMany(file => file.Root.AttributeLists).SelectMany(list => list.Attributes);
        Assert.DoesNotContain(attributes, attribute => $"{attribute.Name}".Contains("InternalsVisibleTo"));
        Assert.Empty(Repository.Packages.Where(project => project != Repository.Project).SelectMany(project => XDocument.Load(project).Descendants("Publicize")));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void NoMemberHasMoreThanTwoOptionalParameters(string package)
    {
        string folder = Path.GetDirectoryName(ProjectOf(package))!;
        string[] lines = [.. new[] { "PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt" }.SelectMany(name => File.ReadAllLines(Path.Combine(folder, name)))];
        Assert.Contains(lines, line => line.Split(" = ").Length == 2);
        Assert.DoesNotContain(lines, line => line.Contains('(') && line.Split(" = ").Length > 3);
    }

    private static bool IsStore(string package) => package.StartsWith(".VectorData", StringComparison.Ordinal);

    private static string ProjectOf(string package) => Repository.Packages.Single(project => Path.GetFileNameWithoutExtension(project) == RootNamespace + package);

    private static IReadOnlyList<SourceFile> Package(string name) =>
        name switch { "" => Core.Value, ".Images" => Images.Value, ".AI" => AI.Value, _ => SourceFile.ReadAll(ProjectOf(name)) };

    private static string NamespaceOf(MemberDeclarationSyntax type) => $"{type.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name}";

    private static string[] Allowed(SourceFile file, MemberDeclarationSyntax type, string package)
    {
        string root = RootNamespace + package, folder = file.Folder.Length == 0 ? root : $"{root}.{file.Folder.Replace('/', '.')}";
        // Registrations are where the framework has its own.
        return type.Modifiers.Any(SyntaxKind.PublicKeyword) ? [RootNamespace, "Microsoft.ML", .. package == ".AI" ? ["Microsoft.Extensions.DependencyInjection"] : Array.Empty<string>()]
            // The runtime looks for this attribute by its full name.
            : SourceFile.NameOf(type) == "IgnoresAccessChecksToAttribute" ? ["System.Runtime.CompilerServices"]
            : package == ".Images" ? [root, folder]
            : [folder];
    }
}
