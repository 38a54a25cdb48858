namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Brings files of one repository at one commit into the cache, each of them whole or not at all.</summary>
internal sealed class HubDownload(
    HubClient hub, HubRetry retry, HubCache cache, string repository, string commit, HubReports reports)
{
    /// <summary>A connection that brought this much before it was cut may be cut as often as it likes.</summary>
    private const long WorthwhileBytes = 1 << 20;

    /// <returns>The file with its hash.</returns>
    /// <exception cref="InvalidDataException">The hub sent other bytes than it promised, twice, or has promised none.</exception>
    public async Task<HubFile> EnsureAsync(HubFile file, CancellationToken cancellationToken)
    {
        if (file.ContentId is null)
            file = await retry.RunAsync(() => hub.DescribeAsync(repository, commit, file, cancellationToken), () => false, Waits, cancellationToken)
                .ConfigureAwait(false);
        if (!ContentId.IsValid(file.ContentId))
        {
            throw new InvalidDataException(
                $"The hub's listing of '{repository}' gives '{file.Path}' a hash that is not a SHA-1 or SHA-256. " +
                "Check HF_ENDPOINT.");
        }
        string id = file.ContentId!, snapshotFile = cache.SnapshotFile(commit, file.Path);
        if (await ContentId.MatchesAsync(snapshotFile, id, cancellationToken).ConfigureAwait(false))
            return file;

        void WaitsForOther() => reports.Waits(file, 0, wait: null, $"Another process downloads '{file.Path}' of '{repository}'.");
        using (await cache.LockAsync(id, WaitsForOther, cancellationToken).ConfigureAwait(false))
        {
            // Another process may have brought it while this one waited.
            if (await ContentId.MatchesAsync(snapshotFile, id, cancellationToken).ConfigureAwait(false))
                return file;
            if (!await ContentId.MatchesAsync(cache.Blob(id), id, cancellationToken).ConfigureAwait(false))
                await FetchAsync(file, cancellationToken).ConfigureAwait(false);
            cache.Link(commit, file.Path, id);
        }
        return file;

        void Waits(TimeSpan wait, string reason) => reports.Waits(file, 0, wait, reason);
    }

    private async Task FetchAsync(HubFile file, CancellationToken cancellationToken)
    {
        string blob = cache.Blob(file.ContentId!), incomplete = $"{blob}.incomplete";
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        for (int tries = 1; ; tries++)
        {
            long received = 0, receivedBefore = 0;
            await retry.RunAsync(
                async () =>
                {
                    await AppendAsync(file, incomplete, bytes => received += bytes, cancellationToken).ConfigureAwait(false);
                    return true;
                },
                madeProgress: () =>
                {
                    bool isWorthwhile = received - receivedBefore >= WorthwhileBytes;
                    receivedBefore = received;
                    return isWorthwhile;
                },
                waits: (wait, reason) => reports.Waits(file, new FileInfo(incomplete) is { Exists: true } partial ? partial.Length : 0, wait, reason),
                cancellationToken).ConfigureAwait(false);

            if (await ContentId.MatchesAsync(incomplete, file.ContentId!, cancellationToken).ConfigureAwait(false))
            {
                File.Move(incomplete, blob, overwrite: true);
                return;
            }
            // Bytes of an older download may have been wrong already: once more, from the first byte.
            File.Delete(incomplete);
            if (tries == 2)
            {
                throw new InvalidDataException(
                    $"'{file.Path}' of '{repository}' came twice with other bytes than the hub says (hash {file.ContentId}); it is not used. " +
                    "Check the proxy and HF_ENDPOINT, and try again.");
            }
        }
    }

    /// <summary>Goes on where the file ends.</summary>
    /// <exception cref="HubException">The connection was cut; what came is in the file.</exception>
    private async Task AppendAsync(HubFile file, string incomplete, Action<long> received, CancellationToken cancellationToken)
    {
        using var stream = PartialFile.Open(incomplete);
        // Without a size nobody knows whether the file is whole already.
        if (file.Size is null || stream.Length > file.Size)
            stream.SetLength(0);
        if (stream.Length == file.Size)
            return;

        await hub.ReadAsync(repository, commit, file, from: stream.Length,
            begin: from =>
            {
                stream.SetLength(from);
                stream.Position = from;
                Report();
            },
            write: async block =>
            {
                if (stream.Position + block.Length > (file.Size ?? long.MaxValue))
                {
                    throw new InvalidDataException(
                        $"'{file.Path}' of '{repository}' is longer than the {file.Size:N0} bytes that the hub says; " +
                        "it is not used. Check the proxy and HF_ENDPOINT, and try again.");
                }
                await stream.WriteAsync(block, cancellationToken).ConfigureAwait(false);
                received(block.Length);
                Report();
            },
            cancellationToken).ConfigureAwait(false);
        if (stream.Position < file.Size)
        {
            throw new HubException(
                $"'{file.Path}' of '{repository}' ended after {stream.Position:N0} of {file.Size:N0} bytes. Try again; what came is kept.",
                statusCode: null,
                isTransient: true);
        }

        void Report() => reports.Received(file, stream.Position);
    }
}
