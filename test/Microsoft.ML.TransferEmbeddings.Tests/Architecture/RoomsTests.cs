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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FoldersFormNoCircle(bool images)
    {
        var rooms = new Rooms(Package(images));
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
    [InlineData(false)]
    [InlineData(true)]
    public void NamespacesAreThoseOfTheFolders(bool images)
    {
        string[] wrong = [.. Package(images)
            .SelectMany(file => file.Types.Select(type => (File: file, Type: type)))
            .Where(item => !Allowed(item.File, item.Type, images).Contains(NamespaceOf(item.Type)))
            .Select(item => $"{item.File.Path} has the namespace {NamespaceOf(item.Type)}, not {string.Join(" or ", Allowed(item.File, item.Type, images))}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void NothingButTestsAndBenchmarksLooksIntoTheCore()
    {
        var friends = XDocument.Load(Repository.Project).Descendants("InternalsVisibleTo").Select(item => item.Attribute("Include")!.Value);
        Assert.Empty(friends.Except([$"{RootNamespace}.Benchmarks", $"{RootNamespace}.Tests"]));
        // Nor by an attribute, or by a copy of the core whose internals are public.
        var attributes = Core.Value.Concat(Images.Value).SelectMany(file => file.Root.AttributeLists).SelectMany(list => list.Attributes);
        Assert.DoesNotContain(attributes, attribute => $"{attribute.Name}".Contains("InternalsVisibleTo"));
        Assert.Empty(XDocument.Load(Repository.ImagesProject).Descendants("Publicize"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoMemberHasMoreThanTwoOptionalParameters(bool images)
    {
        string folder = Path.GetDirectoryName(images ? Repository.ImagesProject : Repository.Project)!;
        string[] lines = [.. new[] { "PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt" }.SelectMany(name => File.ReadAllLines(Path.Combine(folder, name)))];
        Assert.Contains(lines, line => line.Split(" = ").Length == 2);
        Assert.DoesNotContain(lines, line => line.Contains('(') && line.Split(" = ").Length > 3);
    }

    private static IReadOnlyList<SourceFile> Package(bool images) => images ? Images.Value : Core.Value;

    private static string NamespaceOf(MemberDeclarationSyntax type) => $"{type.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name}";

    private static string[] Allowed(SourceFile file, MemberDeclarationSyntax type, bool images)
    {
        string package = images ? $"{RootNamespace}.Images" : RootNamespace;
        string folder = file.Folder.Length == 0 ? package : $"{package}.{file.Folder.Replace('/', '.')}";
        return type.Modifiers.Any(SyntaxKind.PublicKeyword) ? [RootNamespace, "Microsoft.ML"]
            // The runtime looks for this attribute by its full name.
            : SourceFile.NameOf(type) == "IgnoresAccessChecksToAttribute" ? ["System.Runtime.CompilerServices"]
            : images ? [package, folder]
            : [folder];
    }
}
