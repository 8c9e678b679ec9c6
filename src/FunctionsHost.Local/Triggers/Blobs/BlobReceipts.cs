using FineTune.Durable.Sqlite.Storage;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>Which function has seen which version of which blob: each (function, path, ETag) runs to success once, or is given up.</summary>
internal sealed class BlobReceipts(SqliteDatabase database, TimeProvider timeProvider) : IPoisonMessages
{
    private const string Key = "container = $1 AND blob = $2 AND etag = $3 AND function = $4";

    private long Now => timeProvider.GetUtcNow().UtcTicks;

    /// <summary>Counts a try, in the database before it begins, so that a try that kills the process counts too.</summary>
    /// <returns>The number of this try, from 1; null where the blob needs none: done or given up.</returns>
    public Task<int?> BeginAttemptAsync(string function, BlobWork work) => database.WriteAsync(session => session.Scalar(
        """
        INSERT INTO blob_receipts(container, blob, etag, function, state, attempts, updated) VALUES ($1, $2, $3, $4, 0, 1, $5)
        ON CONFLICT DO UPDATE SET attempts = attempts + 1, updated = excluded.updated WHERE state = 0
        RETURNING attempts
        """, work.Container, work.Blob, work.ETag, function, Now) is long attempts ? (int?)attempts : null);

    public Task CompleteAsync(string function, BlobWork work) => database.WriteAsync(session => session.Execute(
        $"UPDATE blob_receipts SET state = 1, updated = $5 WHERE {Key}", work.Container, work.Blob, work.ETag, function, Now));

    /// <summary>Takes back a try that neither succeeded nor failed: the host stopped during it, or the blob had gone.</summary>
    public Task ReleaseAttemptAsync(string function, BlobWork work) => database.WriteAsync(session => session.Execute(
        $"UPDATE blob_receipts SET attempts = max(attempts - 1, 0), updated = $5 WHERE {Key} AND state = 0",
        work.Container, work.Blob, work.ETag, function, Now));

    public Task<PoisonMessage> GiveUpAsync(string function, BlobWork work, int attempts, string error) => database.WriteAsync(session =>
    {
        var message = new PoisonMessage(function, work.Container, work.Blob, work.ETag, attempts, error, timeProvider.GetUtcNow());
        var now = message.FailedAt.UtcTicks;
        session.Execute($"UPDATE blob_receipts SET state = 2, updated = $5 WHERE {Key}", work.Container, work.Blob, work.ETag, function, now);
        session.Execute(
            "INSERT INTO poison_messages(container, blob, etag, function, failed, attempts, error) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            work.Container, work.Blob, work.ETag, function, now, attempts, error);
        return message;
    });

    public bool IsFinished(string function, BlobWork work) => database.ReadSession(session => session.Scalar(
        $"SELECT 1 FROM blob_receipts WHERE {Key} AND state <> 0", work.Container, work.Blob, work.ETag, function) is not null);

    /// <summary>Every finished (blob, ETag, function in upper case) of a container: asked once, at the first scan.</summary>
    public HashSet<(string Blob, string ETag, string Function)> LoadFinished(string container) => database.ReadSession(session =>
        session.Query("SELECT blob, etag, upper(function) FROM blob_receipts WHERE container = $1 AND state <> 0",
            reader => (reader.GetString(0), reader.GetString(1), reader.GetString(2)), container).ToHashSet());

    /// <summary>What the last process knew of a container's blobs.</summary>
    public Dictionary<string, SeenBlob> LoadSeen(string container) => database.ReadSession(session =>
        session.Query("SELECT blob, length, modified, etag FROM blob_seen WHERE container = $1",
            reader => (Blob: reader.GetString(0), Seen: new SeenBlob(reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), 0) { WasSeenBefore = true }),
            container).ToDictionary(row => row.Blob, row => row.Seen, StringComparer.Ordinal));

    public Task SaveSeenAsync(string container, IReadOnlyCollection<(string Blob, SeenBlob Seen)> blobs) => database.WriteAsync(session =>
    {
        foreach (var (blob, seen) in blobs)
            session.Execute(
                """
                INSERT INTO blob_seen(container, blob, length, modified, etag) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO UPDATE SET length = excluded.length, modified = excluded.modified, etag = excluded.etag
                """, container, blob, seen.Length, seen.ModifiedTicks, seen.ETag);
        return blobs.Count;
    });

    public Task ForgetSeenAsync(string container, IReadOnlyCollection<string> blobs) => database.WriteAsync(session =>
    {
        foreach (var blob in blobs) session.Execute("DELETE FROM blob_seen WHERE container = $1 AND blob = $2", container, blob);
        return blobs.Count;
    });

    public IReadOnlyList<PoisonMessage> List(int limit = 100) => database.ReadSession(session => session.Query(
        "SELECT function, container, blob, etag, attempts, error, failed FROM poison_messages ORDER BY id DESC LIMIT $1",
        reader => new PoisonMessage(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
            reader.GetInt32(4), reader.GetString(5), new DateTimeOffset(reader.GetInt64(6), TimeSpan.Zero)), limit));
}
