using System.Collections.Frozen;

namespace Attend.Platform.Languages;

/// <summary>A part of a sentence.</summary>
internal interface IPiece
{
    /// <summary>The facts that it and what is within it name.</summary>
    IEnumerable<Argument> Arguments { get; }

    void Say(Telling telling);
}

/// <summary>Words as they stand.</summary>
internal sealed record Plain(string Words) : IPiece
{
    public IEnumerable<Argument> Arguments => [];

    public void Say(Telling telling) => telling.Words(Words);
}

/// <summary><c>{name}</c>, or <c>{n, number}</c>; a number is written as the language writes it either way.</summary>
internal sealed record Given(string Name, string Kind) : IPiece
{
    public IEnumerable<Argument> Arguments => [new(Name, Kind)];

    public void Say(Telling telling)
    {
        var fact = telling.Fact(Name);
        if (Kind is "number" || fact.Number is not null)
        {
            telling.Number(fact.Number);
        }
        else
        {
            telling.Foreign(fact.Text);
        }
    }
}

/// <summary><c>{at, date}</c> and <c>{at, time}</c>.</summary>
internal sealed record When(string Name, string Kind) : IPiece
{
    public IEnumerable<Argument> Arguments => [new(Name, Kind)];

    public void Say(Telling telling)
    {
        var fact = telling.Fact(Name);
        telling.Foreign(Kind is "date"
            ? fact.Date(telling.Zone) is { } date ? telling.Language.Notation.Date(date) : null
            : fact.Time(telling.Zone) is { } time ? Notation.Time(time) : null);
    }
}

/// <summary><c>{call, spell}</c>: a voice says what has figures in it one by one, and pauses where something stands between.</summary>
internal sealed record Spelt(string Name) : IPiece
{
    public IEnumerable<Argument> Arguments => [new(Name, "spell")];

    public void Say(Telling telling) => telling.Foreign(telling.Fact(Name).Text is { } text ? Spell(text) : null);

    private static string Spell(string text)
    {
        var groups = text.Split([' ', '-', '/', '.', '_', ':'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(", ", groups.Select(group => group.Any(char.IsAsciiDigit) ? string.Join(' ', group.ToCharArray()) : group));
    }
}

/// <summary><c>#</c> within a plural: the number less the offset.</summary>
internal sealed record Hash : IPiece
{
    public IEnumerable<Argument> Arguments => [];

    public void Say(Telling telling) => telling.Number(telling.Count);
}

/// <summary><c>{n, plural, offset:1 =0{…} one{…} other{…}}</c>: a number named exactly comes before its form.</summary>
internal sealed record Plural(
    string Name, decimal Offset, FrozenDictionary<decimal, IReadOnlyList<IPiece>> Exactly, FrozenDictionary<PluralForm, IReadOnlyList<IPiece>> Forms) : IPiece
{
    public IEnumerable<Argument> Arguments => Exactly.Values.Concat(Forms.Values).SelectMany(pieces => pieces).SelectMany(piece => piece.Arguments)
        .Prepend(new(Name, "plural", string.Join(' ', Forms.Keys.Order().Select(Platform.Words.Of))));

    public void Say(Telling telling)
    {
        var outer = telling.Count;
        var number = telling.Fact(Name).Number;
        telling.Count = number - Offset;
        foreach (var piece in Chosen(telling, number))
        {
            piece.Say(telling);
        }

        telling.Count = outer;
    }

    private IReadOnlyList<IPiece> Chosen(Telling telling, decimal? number)
    {
        if (number is not { } known)
        {
            return Forms[PluralForm.Other];
        }

        return Exactly.TryGetValue(known, out var exactly) || Forms.TryGetValue(telling.Language.Plural.Of(Amount.Of(known - Offset)), out exactly)
            ? exactly
            : Forms[PluralForm.Other];
    }
}

/// <summary><c>{x, select, a{…} other{…}}</c>. A fact that is not there chooses <c>none</c>, or else <c>other</c>.</summary>
internal sealed record Choice(string Name, FrozenDictionary<string, IReadOnlyList<IPiece>> Ways) : IPiece
{
    public IEnumerable<Argument> Arguments => Ways.Values.SelectMany(pieces => pieces).SelectMany(piece => piece.Arguments)
        .Prepend(new(Name, "select", string.Join(' ', Ways.Keys.Order(StringComparer.Ordinal))));

    public void Say(Telling telling)
    {
        foreach (var piece in Ways.TryGetValue(telling.Fact(Name).Word, out var way) ? way : Ways["other"])
        {
            piece.Say(telling);
        }
    }
}
