using System.Buffers;
using System.Globalization;
using System.Text;

namespace Attend.Platform.Events;

/// <summary>
/// What a client has heard: everything up to and with <paramref name="Place"/> and, if its messages began with a snapshot that is younger
/// than that place, what the snapshot saw. Opaque to clients, made of [A-Za-z0-9._-].
/// </summary>
/// <param name="Part">Set while more messages of the same event are to come: the number of the last one heard.</param>
/// <param name="Seen">
/// What the first snapshot saw. Behind <c>xmin</c> some transactions were in it and some not; without remembering which, a reconnect
/// would repeat the former or miss the latter. Dropped once the place is past <c>xmax</c>.
/// </param>
internal sealed record Cursor(Place Place, int? Part = null, Sight? Seen = null)
{
    /// <summary>More than any snapshot of a server with 200 connections needs; nobody may make us parse a book.</summary>
    private const int LongestText = 4000;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Where a snapshot stands: before the first transaction that it might have missed.</summary>
    public static Cursor Of(int epoch, Sight seen) => new Cursor(new Place(epoch, seen.Xmin, 0), null, seen).Settled();

    /// <summary>Whether the client has this message already.</summary>
    public bool Covers(Place place, int part) =>
        place < Place
        || (place == Place && (Part is null || part <= Part))
        || (Seen is not null && place.Epoch == Place.Epoch && Seen.Sees(place.Tx));

    /// <summary>The cursor after moving on to a later place.</summary>
    public Cursor At(Place place, int? part) => new Cursor(place, part, Seen).Settled();

    public override string ToString()
    {
        var text = new StringBuilder(48);
        Hex(text, (ulong)Place.Epoch).Append('.');
        Hex(text, Place.Tx).Append('.');
        Hex(text, (ulong)Place.Id);
        if (Part is { } part)
        {
            Hex(text.Append('.'), (ulong)part);
        }

        if (Seen is not null)
        {
            Hex(text.Append('-'), Seen.Xmin);
            Hex(text.Append('.'), Seen.Xmax - Seen.Xmin);
            foreach (var running in Seen.Running)
            {
                Hex(text.Append('.'), running - Seen.Xmin);
            }
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static Cursor? Parse(string? text)
    {
        if (text is null or { Length: 0 or > LongestText } || text.Split('-') is not { Length: 1 or 2 } halves
            || Numbers(halves[0]) is not { Length: 3 or 4 } place
            || place[0] > int.MaxValue || place[2] > long.MaxValue || (place.Length == 4 && place[3] > int.MaxValue))
        {
            return null;
        }

        var seen = default(Sight);
        if (halves.Length == 2)
        {
            if (Numbers(halves[1]) is not { Length: >= 2 } sight)
            {
                return null;
            }

            var running = Array.ConvertAll(sight[2..], offset => sight[0] + offset);
            seen = new Sight(sight[0], sight[0] + sight[1], running);
            if (seen.Xmax < seen.Xmin || running.Zip(running.Skip(1)).Any(pair => pair.First >= pair.Second) || running.Any(tx => tx >= seen.Xmax))
            {
                return null;
            }
        }

        return new Cursor(new Place((int)place[0], place[1], (long)place[2]), place.Length == 4 ? (int)place[3] : null, seen).Settled();
    }

    // What follows a place at or past xmax was begun after the snapshot, so there is nothing left to remember.
    private Cursor Settled() => Seen is not null && Place.Tx >= Seen.Xmax ? this with { Seen = null } : this;

    private static StringBuilder Hex(StringBuilder text, ulong number) => text.Append(CultureInfo.InvariantCulture, $"{number:x}");

    private static ulong[]? Numbers(string text)
    {
        var words = text.Split('.');
        var numbers = new ulong[words.Length];
        foreach (var (index, word) in words.Index())
        {
            if (word.Length is 0 or > 16 || word.AsSpan().ContainsAnyExcept(Digits)
                || !ulong.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out numbers[index]))
            {
                return null;
            }
        }

        return numbers;
    }
}
