using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Requests;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Milvus.Tables;

/// <summary>The collections of a database. Thread-safe.</summary>
internal sealed class MilvusCollections(MilvusClient client)
{
    /// <summary>That whoever reads sees what was acknowledged before.</summary>
    public const string Consistency = "Strong";

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20), LongestLook = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMinutes(5);

    public async IAsyncEnumerable<string> NamesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await client.PostAsync(
            "collections/list", _ => { }, data => data.EnumerateArray().Select(name => name.GetString()!).ToList(), cancellationToken).ConfigureAwait(false);
        foreach (string name in names.Order(StringComparer.Ordinal))
            yield return name;
    }

    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        client.PostAsync("collections/has", writer => writer.WriteString("collectionName", name), data => data.GetProperty("has").GetBoolean(), cancellationToken);

    /// <summary>And loaded into memory, without which Milvus finds nothing in it.</summary>
    public async Task EnsureExistsAsync(string name, MilvusFields fields, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(name, cancellationToken).ConfigureAwait(false))
            await CheckAsync(name, fields, cancellationToken).ConfigureAwait(false);
        else
            await client.PostAsync("collections/create", writer => WriteCollection(writer, name, fields), cancellationToken).ConfigureAwait(false);
        await EnsureLoadedAsync(name, cancellationToken).ConfigureAwait(false);
    }

    public async Task EnsureDeletedAsync(string name, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(name, cancellationToken).ConfigureAwait(false))
            return;
        try
        {
            await client.PostAsync("collections/drop", writer => writer.WriteString("collectionName", name), cancellationToken).ConfigureAwait(false);
        }
        catch (MilvusException e) when (e.Code == MilvusException.CollectionNotFound)
        {
            // Another one was faster.
        }
    }

    /// <summary>It may have been made of other records, or by another program. A search by another metric would be no error, but wrong.</summary>
    private async Task CheckAsync(string name, MilvusFields fields, CancellationToken cancellationToken)
    {
        string? difference = await client.PostAsync(
            "collections/describe", writer => writer.WriteString("collectionName", name), data => MilvusSchema.Difference(data, fields.All), cancellationToken).ConfigureAwait(false);
        if (difference is not null)
            throw new MilvusException($"the collection has other records: {difference}. Use the record that the collection was made with, or delete the collection.");
    }

    private async Task EnsureLoadedAsync(string name, CancellationToken cancellationToken)
    {
        bool isAsked = false;
        var start = DateTime.UtcNow;
        for (var look = FirstLook; ; look = look < LongestLook ? look * 2 : LongestLook)
        {
            string state = await client.PostAsync(
                "collections/get_load_state",
                writer => writer.WriteString("collectionName", name),
                data => data.GetProperty("loadState").GetString()!,
                cancellationToken).ConfigureAwait(false);
            if (state == "LoadStateLoaded")
                return;
            if (DateTime.UtcNow - start > Patience)
                throw new MilvusException($"the collection is not loaded after {Patience.TotalMinutes:N0} minutes: its state is '{state}'. See what the server lacks.");
            if (state != "LoadStateLoading" && !isAsked)
            {
                await client.PostAsync("collections/load", writer => writer.WriteString("collectionName", name), cancellationToken).ConfigureAwait(false);
                isAsked = true;
            }
            await Task.Delay(look, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void WriteCollection(Utf8JsonWriter writer, string name, MilvusFields fields)
    {
        writer.WriteString("collectionName", name);
        MilvusSchema.Write(writer, fields.All);
        writer.WriteStartObject("params");
        writer.WriteString("consistencyLevel", Consistency);
        writer.WriteEndObject();
    }
}
