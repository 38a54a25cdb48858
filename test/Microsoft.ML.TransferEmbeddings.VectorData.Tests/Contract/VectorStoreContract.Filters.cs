using System.Linq.Expressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

public abstract partial class VectorStoreContract
{
    private static readonly string[] Hostile =
    [
        "'", "\"", "''; DROP TABLE notes; --", "%", "_", "\\", "\\'", "$1", "@p0", "a\nb", "{0}", "NULL", "Straße", "日本", "😀", "\uFFFD", "e\u0301", " ", "",
    ];

    private static readonly Note[] Notes = [.. Enumerable.Range(0, 40).Select(i => new Note
    {
        Id = $"{i:D2}",
        Text = i % 5 == 0 ? null : Hostile[i % Hostile.Length],
        Number = i,
        Rank = i % 3 == 0 ? null : i % 4,
        IsOpen = i % 2 == 0,
        Size = i % 4 == 0 ? null : 10_000_000_000L + i,
        Weight = i % 7 == 0 ? null : i / 8f,
        Price = i * 0.25,
        Written = i % 6 == 0 ? null : new DateTime(2024, 1, 1).AddDays(i),
        Sent = i % 8 == 0 ? null : new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(i),
        Owner = i % 9 == 0 ? null : new Guid(i, 0, 0, new byte[8]),
        Tags = i % 4 == 1 ? null : [.. Hostile.Take(i % 4)],
        OtherTags = i % 4 == 1 ? null : [.. Hostile.Skip(i % 17)],
        Vector = new[] { 1f, i, -i },
    })];

    /// <summary>A filter means what it means in C#, also where values are null.</summary>
    [Fact]
    public async Task AFilterMeansWhatItMeansInCSharp()
    {
        var notes = await NotesAsync(Notes);
        var day = new DateTime(2024, 1, 20);
        var hour = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(-4));
        var owner = new Guid(7, 0, 0, new byte[8]);
        string? nothing = null;
        int? rank = 2;
        var numbers = new List<int> { 3, 5, 99 };
        var some = new { Text = "%", Inner = new { Number = 12 } };
        Expression<Func<Note, bool>>[] filters =
        [
            note => true,
            note => false,
            note => note.Number == 7,
            note => 7 == note.Number,
            note => note.Number != 7,
            note => note.Number < 7 && note.Number >= 2,
            note => 30 < note.Number || note.Number <= 1,
            note => !(note.Number > 3),
            note => note.Number == some.Inner.Number,
            note => note.Rank == null,
            note => note.Rank != null,
            note => note.Rank == 1,
            note => note.Rank != 1,
            note => note.Rank == rank,
            note => note.Rank > 1,
            note => !(note.Rank > 1),
            note => !(note.Rank > 1 || note.IsOpen),
            note => note.IsOpen,
            note => !note.IsOpen,
            note => note.IsOpen == false,
            note => note.Size == 10_000_000_001L,
            note => note.Size > 10_000_000_030L,
            note => note.Weight >= 1.5f,
            note => note.Price < 0.75,
            note => note.Written > day,
            note => note.Written == new DateTime(2024, 1, 12),
            note => note.Sent <= hour,
            note => note.Owner == owner,
            note => note.Owner != owner,
            note => note.Text == null,
            note => note.Text == nothing,
            note => note.Text != nothing,
            note => note.Text == some.Text,
            note => note.Id == "05",
            note => note.Id == string.Concat("0", "5"),
            note => note.Number == numbers[1] || note.Number == Math.Abs(-8),
            note => numbers.Contains(note.Number),
            note => new[] { 1, 2 }.Contains(note.Number),
            note => !numbers.Contains(note.Number),
            note => new[] { "%", null, "_" }.Contains(note.Text),
            note => !new[] { "%", "_" }.Contains(note.Text),
            note => Array.Empty<int>().Contains(note.Number),
            note => !Array.Empty<int>().Contains(note.Number),
        ];
        foreach (var filter in filters)
            await AssertFilterAsync(notes, filter, filter.Compile());
        // C# has an exception where a list is null; a store has no.
        await AssertFilterAsync(notes, note => note.Tags!.Contains("\""), note => note.Tags?.Contains("\"") == true);
        await AssertFilterAsync(notes, note => !note.Tags!.Contains("\""), note => note.Tags?.Contains("\"") != true);
        await AssertFilterAsync(notes, note => note.OtherTags!.Contains("日本"), note => note.OtherTags?.Contains("日本") == true);
    }

    [Fact]
    public async Task HostileTextsAreTexts()
    {
        Note[] all = [.. Hostile.Select((text, i) => new Note { Id = $"{text}{i}", Text = text, Tags = [text], Vector = new[] { 1f, i, 0 } })];
        var notes = await NotesAsync(all);
        foreach (string text in Hostile)
        {
            await AssertFilterAsync(notes, note => note.Text == text, note => note.Text == text);
            await AssertFilterAsync(notes, note => note.Tags!.Contains(text), note => note.Tags!.Contains(text));
            await AssertFilterAsync(notes, note => new[] { text, "none" }.Contains(note.Text), note => note.Text == text);
        }
        foreach (var note in all)
            Assert.Equal(note.Text, (await notes.GetAsync(note.Id))!.Text);
        await notes.DeleteAsync(all.Select(note => note.Id));
        Assert.Empty(await IdsAsync(notes, note => true));

        async Task AssertFilterAsync(VectorStoreCollection<string, Note> collection, Expression<Func<Note, bool>> filter, Func<Note, bool> expected) =>
            Assert.Equal(all.Where(expected).Select(note => note.Id).Order(StringComparer.Ordinal), (await IdsAsync(collection, filter)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AFilterThatStoresDoNotUnderstandIsRefusedByName()
    {
        var notes = await NotesAsync();
        await RefusedAsync(note => note.Text!.StartsWith("a"), "StartsWith");
        await RefusedAsync(note => note.Number + 1 == 3, "note.Number + 1");
        await RefusedAsync(note => note.Number == note.Rank, "note.Rank");
        await RefusedAsync(note => string.Compare(note.Text, "a") > 0, "Compare");
        await RefusedAsync(note => note.Vector.Length == 3, "note.Vector");

        async Task RefusedAsync(Expression<Func<Note, bool>> filter, string part)
        {
            Assert.Contains(part, (await Assert.ThrowsAsync<NotSupportedException>(async () => await notes.GetAsync(filter, 1).ToArrayAsync())).Message);
            Assert.Contains(part, (await Assert.ThrowsAsync<NotSupportedException>(async () => await SearchAsync(notes, [1, 0, 0], 1, new() { Filter = filter }))).Message);
        }
    }

    [Fact]
    public async Task RecordsComeInOrderPageByPage()
    {
        var notes = await NotesAsync(Notes);
        await AssertOrderAsync(order => order.Ascending(note => note.Rank).Descending(note => note.Number), Notes.OrderBy(note => note.Rank).ThenByDescending(note => note.Number));
        await AssertOrderAsync(order => order.Descending(note => note.Rank), Notes.OrderByDescending(note => note.Rank).ThenBy(note => note.Id));
        await AssertOrderAsync(order => order.Ascending(note => note.IsOpen).Ascending(note => note.Written), Notes.OrderBy(note => note.IsOpen).ThenBy(note => note.Written));
        await AssertOrderAsync(order => order.Descending(note => note.Owner), Notes.OrderByDescending(note => note.Owner));
        // By code points: the emoji is after U+FFFD, in UTF-8 as well as here.
        await AssertOrderAsync(order => order.Descending(note => note.Text), Notes.OrderByDescending(note => note.Text, Comparer<string?>.Create(CompareUtf8)).ThenBy(note => note.Id));
        var options = new FilteredRecordRetrievalOptions<Note> { OrderBy = order => order.Ascending(note => note.Tags) };
        Assert.Contains("Tags", (await Assert.ThrowsAsync<NotSupportedException>(async () => await notes.GetAsync(note => true, 3, options).ToArrayAsync())).Message);

        async Task AssertOrderAsync(
            Func<FilteredRecordRetrievalOptions<Note>.OrderByDefinition, FilteredRecordRetrievalOptions<Note>.OrderByDefinition> order, IEnumerable<Note> expected)
        {
            var all = new List<string>();
            for (int skip = 0; skip < 48; skip += 16)
                all.AddRange((await notes.GetAsync(note => note.Number >= 0, 16, new() { OrderBy = order, Skip = skip }).ToArrayAsync()).Select(note => note.Id));
            Assert.Equal(expected.Select(note => note.Id), all);
        }

        static int CompareUtf8(string? one, string? other) => (one, other) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            _ => System.Text.Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(other)),
        };
    }

    private static async Task AssertFilterAsync(VectorStoreCollection<string, Note> notes, Expression<Func<Note, bool>> filter, Func<Note, bool> expected)
    {
        string[] ids = [.. Notes.Where(expected).Select(note => note.Id)];
        string[] found = await IdsAsync(notes, filter);
        Assert.True(ids.SequenceEqual(found), $"{filter}: {string.Join(' ', found)}, not {string.Join(' ', ids)}");
        var nearest = await SearchAsync(notes, [1, 0, 0], 100, new() { Filter = filter });
        Assert.True(ids.SequenceEqual(nearest.Select(result => result.Record.Id).Order(StringComparer.Ordinal)), $"search with {filter}");
    }
}
