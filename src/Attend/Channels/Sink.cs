using System.Globalization;
using System.Text.Json;
using Attend.Platform;

namespace Attend.Channels;

/// <summary>
/// Nobody's provider: messages become files in <c>sink/</c> of the data folder, the newest few hundred of them. So a demonstration tells
/// nobody anything, and a server without providers shows what it would have said.
/// </summary>
internal sealed class Sink(Way way, string folder, Mailbox from, TimeProvider clock) : IProvider
{
    public const int Most = 300;

    private static readonly Lock Gate = new();
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };
    private static int written;

    public string Name => "sink";

    public Way Way => way;

    public TimeSpan Longest => Exchange.Longest;

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        var to = way == Way.Email ? Mailbox.Read(message.Address) : null;
        if (way == Way.Email && to is null)
        {
            return new Outcome.Never("This is no e-mail address.");
        }

        var now = clock.GetUtcNow();
        var text = to is not null ? MailText.Write(message, from, to, now) : JsonSerializer.Serialize(Lines(message, now), Json);
        var number = Interlocked.Increment(ref written) % 1_000_000;
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{number:D6}-{Words.Of(way)}-{message.Id}.{(to is null ? "json" : "eml")}");
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, name);
            // People's affairs stand in it: nobody else of this machine reads them, and nobody reads half of one.
            await using (var file = new FileStream(path + ".part", Mine()))
            {
                await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), ct);
            }

            File.Move(path + ".part", path);
            DropOld();
            return new Outcome.Accepted(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Outcome.Later($"The sink cannot be written: {error.GetType().Name}.");
        }
    }

    private static FileStreamOptions Mine()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Everything but what encrypts and signs.</summary>
    private object Lines(Outgoing message, DateTimeOffset at) => new
    {
        way = Words.Of(way), at, id = message.Id, reference = message.Reference, address = message.Address, title = message.Title, text = message.Text,
        language = message.Language, urgency = Words.Of(message.Urgency), body = message.Body, deadline = message.Deadline, topic = message.Topic,
    };

    private void DropOld()
    {
        lock (Gate)
        {
            // Names begin with the time.
            foreach (var old in Directory.GetFiles(folder).OrderDescending(StringComparer.Ordinal).Skip(Most))
            {
                File.Delete(old);
            }
        }
    }
}
