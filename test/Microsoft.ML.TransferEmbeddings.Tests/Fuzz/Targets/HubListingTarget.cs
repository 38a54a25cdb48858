using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>The list of a repository's files that a hub answers with, before a download.</summary>
internal sealed class HubListingTarget : FuzzTarget
{
    private const string Repository = "tests/tiny", FileName = "listing.json", Store = "store", Model = "model";

    private readonly Hub hub;
    private readonly ModelStore store;

    public HubListingTarget()
        : base("hub-listing")
    {
        TinyStaticModel.Write(Folder[Model]);
        hub = new Hub(Folder[Model]);
        store = new ModelStore(Folder[Store], new ModelStoreOptions
        {
            Endpoint = new Uri("http://127.0.0.1"), Token = null, Offline = false, MaxRetries = 1, RetryDelay = TimeSpan.Zero, HttpClient = new HttpClient(hub),
        });
    }

    public override IReadOnlyList<FuzzFile> Seeds => [new FuzzFile(FileName, hub.WholeListing)];

    public override long Overhead => Megabyte;

    public override byte[] Damage(FuzzFile whole, Random random) => Mutation.OfText(whole.Content, random);

    public override void Read(FuzzFile file)
    {
        hub.Listing = file.Content;
        store.DownloadAsync(Repository).GetAwaiter().GetResult();
    }

    /// <summary>Nothing is written beside the store.</summary>
    public override void Use()
    {
        string[] entries = [.. Directory.GetFileSystemEntries(Folder.Root).Select(path => Path.GetFileName(path)).Order()];
        if (!entries.SequenceEqual([Model, Store]))
            throw new InvalidOperationException($"The download left {string.Join(", ", entries)}.");
    }

    public override bool IsRefusal(Exception error) =>
        error is InvalidDataException or NotSupportedException or FileNotFoundException or HttpRequestException && error.Message.Contains(Repository);

    public override void Dispose()
    {
        hub.Dispose();
        base.Dispose();
    }

    protected override string NameOfFault(string resource) => FileName;

    /// <summary>A hub without a network: at the place where a program may have its own client.</summary>
    private sealed class Hub : HttpMessageHandler
    {
        private const string Commit = "0123456789abcdef0123456789abcdef01234567";

        private readonly Dictionary<string, byte[]> files;

        public Hub(string folder)
        {
            files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
            var siblings = files.Select(file => (JsonNode)new JsonObject
            {
                ["rfilename"] = file.Key,
                ["size"] = file.Value.Length,
                ["blobId"] = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {file.Value.Length}\0"), .. file.Value])),
            }).ToArray();
            // A large file's content has a name of its own.
            var (name, content) = files.First(file => file.Key.EndsWith(".safetensors", StringComparison.Ordinal));
            siblings.First(file => (string?)file["rfilename"] == name)["lfs"] = new JsonObject
            {
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)), ["size"] = content.Length, ["pointerSize"] = 130,
            };
            WholeListing = Encoding.UTF8.GetBytes(new JsonObject { ["id"] = Repository, ["sha"] = Commit, ["siblings"] = new JsonArray(siblings) }.ToJsonString());
            Listing = WholeListing;
        }

        public byte[] WholeListing { get; }

        public byte[] Listing { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath);
            var response = new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
            if (path.StartsWith("/api/", StringComparison.Ordinal))
                response.Content = new ByteArrayContent(Listing);
            else if (files.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out byte[]? content))
                response.Content = new ByteArrayContent(content);
            else
                response.StatusCode = HttpStatusCode.NotFound;
            return Task.FromResult(response);
        }
    }
}
