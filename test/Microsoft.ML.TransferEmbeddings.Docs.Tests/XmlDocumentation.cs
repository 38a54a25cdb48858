using System.Reflection;
using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>What the compiler made of an assembly's comments: the file that IDEs and the reference pages show.</summary>
internal sealed class XmlDocumentation
{
    private readonly Assembly assembly;
    private readonly Dictionary<string, XElement> members;

    private XmlDocumentation(Assembly assembly)
    {
        this.assembly = assembly;
        members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
    }

    /// <summary>Of every package.</summary>
    public static IReadOnlyList<XmlDocumentation> All { get; } =
    [
        new(typeof(TextEmbeddingModel).Assembly), new(typeof(ImageEmbeddingModel).Assembly), new(typeof(ModelGeneratorOptions).Assembly),
        new(typeof(ExactVectorStore).Assembly), new(typeof(DuckDBVectorStore).Assembly), new(typeof(MilvusVectorStore).Assembly), new(typeof(PostgresVectorStore).Assembly),
    ];

    /// <summary>The code of every example, by the member that shows it.</summary>
    public IEnumerable<(string Member, Snippet Snippet)> Examples =>
        from member in members
        from code in member.Value.Elements("example").Elements("code")
        select (member.Key, new Snippet(Line: 1, code.Value, WouldDownload: code.Value.Contains("FromHubAsync(")));

    /// <summary>The summaries of public types and of their members, by the names that the compiler gives these.</summary>
    public IEnumerable<(string Member, string Text)> Summaries
    {
        get
        {
            string[] types = [.. assembly.GetExportedTypes().Select(type => type.FullName!)];
            return from member in members
                   where types.Any(type => member.Key[2..] == type || member.Key.AsSpan(2).StartsWith($"{type}."))
                   from summary in member.Value.Elements("summary")
                   select (member.Key, summary.Value.Trim());
        }
    }

    /// <summary>The classes and structs that have objects, each with the text of its own comment; null where another one's is inherited.</summary>
    public IEnumerable<(Type Type, string? Comment)> TypesWithObjects =>
        from type in assembly.GetExportedTypes()
        where !type.IsEnum && !type.IsInterface && !(type.IsAbstract && type.IsSealed)
        where !typeof(Exception).IsAssignableFrom(type)
        // The compiler's, for extension members.
        where !type.Name.StartsWith('<')
        let comment = members[$"T:{type.FullName}"]
        select (type, comment.Element("inheritdoc") is null ? comment.Value : null);
}
