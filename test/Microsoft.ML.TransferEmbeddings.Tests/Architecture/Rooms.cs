namespace Microsoft.ML.TransferEmbeddings.Tests.Architecture;

/// <summary>
/// Which top folders of a package use each other: an arrow for each file that names a type of another folder. A name that types of several folders have says
/// nothing.
/// </summary>
internal sealed class Rooms
{
    private readonly Arrow[] arrows;
    private readonly Dictionary<string, HashSet<string>> reached = [];

    public Rooms(IReadOnlyList<SourceFile> files)
    {
        var owners = files
            .SelectMany(file => file.Types.Select(type => (Name: SourceFile.NameOf(type), file.Room)))
            .GroupBy(type => type.Name, type => type.Room)
            .Where(rooms => rooms.Distinct().Count() == 1)
            .ToDictionary(rooms => rooms.Key, rooms => rooms.First());
        arrows = [.. files.SelectMany(file => file.Names
            .Where(name => owners.TryGetValue(name, out string? owner) && owner != file.Room)
            .Select(name => new Arrow(file.Room, owners[name], file.Path, name)))];
        foreach (string room in arrows.Select(arrow => arrow.From).Distinct())
            Reach(room, reached[room] = []);
    }

    public int Count => arrows.Select(arrow => (arrow.From, arrow.To)).Distinct().Count();

    /// <summary>The arrows that lie on a circle; none in a sound package.</summary>
    public IReadOnlyList<Arrow> Circles => [.. arrows.Where(arrow => Reaches(arrow.To, arrow.From)).OrderBy(arrow => (arrow.From, arrow.To))];

    private bool Reaches(string from, string to) => reached.TryGetValue(from, out var rooms) && rooms.Contains(to);

    private void Reach(string room, HashSet<string> rooms)
    {
        foreach (string next in arrows.Where(arrow => arrow.From == room).Select(arrow => arrow.To).Distinct().Where(rooms.Add))
            Reach(next, rooms);
    }

    /// <param name="From">The room of the file.</param>
    /// <param name="To">The room of the type.</param>
    /// <param name="File">The file.</param>
    /// <param name="Type">The type that it names.</param>
    internal sealed record Arrow(string From, string To, string File, string Type)
    {
        public override string ToString() => $"{From} -> {To}: {File} names {Type}";
    }
}
