namespace Attend.Platform.Languages;

/// <summary>The forms that a number may ask of a sentence (CLDR).</summary>
[LowerWords]
internal enum PluralForm { Zero, One, Two, Few, Many, Other }

/// <summary>Which form a number asks for, and all the forms that a language knows.</summary>
internal sealed record PluralRule(Func<Amount, PluralForm> Of, params PluralForm[] Forms);

/// <summary>A number as CLDR's rules look at it (UTS 35, part 3: plural operand meanings).</summary>
/// <param name="N">The number without its sign.</param>
internal readonly record struct Amount(decimal N)
{
    /// <summary>The digits before the point.</summary>
    public decimal I => decimal.Truncate(N);

    /// <summary>How many digits stand behind the point, noughts and all: 1.0 is said otherwise than 1.</summary>
    public int V => N.Scale;

    /// <summary>The digits behind the point as a number.</summary>
    public decimal F
    {
        get
        {
            var fraction = N - I;
            for (var digit = 0; digit < V; digit++)
            {
                fraction *= 10;
            }

            return decimal.Truncate(fraction);
        }
    }

    public static Amount Of(decimal number) => new(Math.Abs(number));
}

/// <summary>CLDR 48, cardinal numbers. Numbers in compact form (1M) are not said here, so CLDR's operand <c>e</c> is always nought.</summary>
internal static class PluralRules
{
    public static readonly PluralRule English = new(
        amount => amount is { I: 1, V: 0 } ? PluralForm.One : PluralForm.Other, PluralForm.One, PluralForm.Other);

    public static readonly PluralRule French = new(
        amount => amount.I is 0 or 1 ? PluralForm.One : Millions(amount) ? PluralForm.Many : PluralForm.Other,
        PluralForm.One, PluralForm.Many, PluralForm.Other);

    public static readonly PluralRule Spanish = new(
        amount => amount.N == 1 ? PluralForm.One : Millions(amount) ? PluralForm.Many : PluralForm.Other,
        PluralForm.One, PluralForm.Many, PluralForm.Other);

    public static readonly PluralRule Filipino = new(
        amount => amount switch
        {
            { V: 0, I: 1 or 2 or 3 } => PluralForm.One,
            { V: 0 } => (amount.I % 10) is 4 or 6 or 9 ? PluralForm.Other : PluralForm.One,
            _ => (amount.F % 10) is 4 or 6 or 9 ? PluralForm.Other : PluralForm.One,
        },
        PluralForm.One, PluralForm.Other);

    public static readonly PluralRule Arabic = new(
        amount => amount.N switch
        {
            0 => PluralForm.Zero,
            1 => PluralForm.One,
            2 => PluralForm.Two,
            _ when amount.N != amount.I => PluralForm.Other,
            _ => (amount.I % 100) switch { >= 3 and <= 10 => PluralForm.Few, >= 11 => PluralForm.Many, _ => PluralForm.Other },
        },
        PluralForm.Zero, PluralForm.One, PluralForm.Two, PluralForm.Few, PluralForm.Many, PluralForm.Other);

    private static bool Millions(Amount amount) => amount.V == 0 && amount.I != 0 && amount.I % 1_000_000 == 0;
}
