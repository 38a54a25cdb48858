using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.TransferEmbeddings.Tests.Architecture;

/// <summary>A file of a package, as the compiler's parser reads it.</summary>
/// <param name="Path">Below the package's folder, with slashes.</param>
/// <param name="Root">What it says.</param>
internal sealed record SourceFile(string Path, CompilationUnitSyntax Root)
{
    /// <summary>The folders of the file with slashes; empty beside the project.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The top folder.</summary>
    public string Room => Folder.Split('/')[0];

    /// <summary>The types that are not inside of others.</summary>
    public IEnumerable<MemberDeclarationSyntax> Types =>
        Root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    /// <summary>
    /// The names that may be types: not those after a dot, of arguments or of initialized members. Comments and strings have none, not by <c>nameof</c>
    /// either: a message may tell a user of another room's option.
    /// </summary>
    public IEnumerable<string> Names => Root.DescendantNodes(node => !IsNameInMessage(node))
        .OfType<SimpleNameSyntax>()
        .Where(MayBeType)
        .Select(name => name.Identifier.ValueText)
        .Distinct();

    public static SourceFile Parse(string path, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview), path);
        Assert.DoesNotContain(tree.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new SourceFile(path, tree.GetCompilationUnitRoot());
    }

    /// <summary>The files of a project's folder.</summary>
    public static IReadOnlyList<SourceFile> ReadAll(string project)
    {
        string root = System.IO.Path.GetDirectoryName(project)!;
        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'), File: file))
            .Where(file => file.Path.Split('/')[0] is not ("bin" or "obj"))
            .Select(file => Parse(file.Path, File.ReadAllText(file.File)))];
    }

    public static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax function ? function.Identifier.ValueText : ((BaseTypeDeclarationSyntax)type).Identifier.ValueText;

    private static bool IsNameInMessage(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } }
        && node.FirstAncestorOrSelf<InterpolatedStringExpressionSyntax>() is not null;

    private static bool MayBeType(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name != name,
        QualifiedNameSyntax qualified => qualified.Right != name,
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => false,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left != name,
        _ => true,
    };
}
