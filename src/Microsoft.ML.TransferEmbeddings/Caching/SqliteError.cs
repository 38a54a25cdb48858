using Microsoft.Data.Sqlite;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Kinds of SQLite's result codes (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteError
{
    private const int Error = 1, Busy = 5, Locked = 6, ReadOnly = 8, Corrupt = 11, Full = 13, Mismatch = 20, Format = 24, NotADatabase = 26;

    /// <summary>Extended codes: a file that ends too early, one that its file system calls damaged, a page with another checksum.</summary>
    private const int ShortRead = 522, DamagedFile = 8458, WrongChecksum = 8202;

    /// <summary>Somebody else uses the database just now.</summary>
    public static bool IsBusy(SqliteException error) => error.SqliteErrorCode is Busy or Locked;

    /// <summary>The disk is full, or the file may only be read.</summary>
    public static bool IsNoRoom(SqliteException error) => error.SqliteErrorCode is ReadOnly or Full;

    /// <summary>The content of the file is to blame. Our statements are always the same: where one names a table that is missing, the file is another one than we wrote.</summary>
    public static bool IsDamage(SqliteException error) =>
        error.SqliteErrorCode == Error && (error.Message.Contains("no such", StringComparison.Ordinal) || error.Message.Contains("malformed", StringComparison.Ordinal))
        || error.SqliteErrorCode is Corrupt or Mismatch or Format or NotADatabase || error.SqliteExtendedErrorCode is ShortRead or DamagedFile or WrongChecksum;
}
