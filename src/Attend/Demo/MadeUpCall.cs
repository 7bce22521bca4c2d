namespace Attend.Demo;

/// <summary>Calls that nobody made, at addresses that do not exist.</summary>
internal static class MadeUpCall
{
    private static readonly (string Type, string Priority, string Determinant, string Description)[] Kinds =
    [
        ("CARDIAC", "CRITICAL", "9E1", "Collapsed at home, not breathing; bystander giving compressions"),
        ("CARDIAC", "HIGH", "10C2", "Chest pain for half an hour, pale and sweating"),
        ("STROKE", "HIGH", "28C1", "Face drooping on one side, speech slurred since this morning"),
        ("RESPIRATORY", "CRITICAL", "6D1", "Severe asthma, speaks single words"),
        ("RESPIRATORY", "HIGH", "6C1", "Short of breath, known heart failure"),
        ("TRAUMA", "CRITICAL", "29D2", "Two cars, one on its roof, somebody trapped"),
        ("TRAUMA", "MEDIUM", "17B1", "Fell from a ladder, leg looks broken"),
        ("TRAUMA", "LOW", "17A1", "Fell in the kitchen, cannot get up, not hurt"),
        ("MEDICAL", "MEDIUM", "26B1", "Unwell for two days, now drowsy"),
        ("MEDICAL", "LOW", "26A1", "Fever and back pain"),
        ("MEDICAL", "HIGH", "31C1", "Fainted twice, heart beating fast"),
        ("FIRE", "MEDIUM", "7B1", "Kitchen fire, put out; burns on one hand"),
    ];

    private static readonly string[] Streets =
    [
        "Harbour Road", "Mill Lane", "Summit Avenue", "Orchard Road", "Market Street", "Blossom Street", "Western Parade", "Quarry Street",
        "Lighthouse Road", "Fern Grove", "Tannery Lane", "Observatory Road",
    ];

    public static object Of(Random random)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        return new
        {
            emergency_type = kind.Type,
            priority = kind.Priority,
            kind.Determinant,
            kind.Description,
            location = new
            {
                address = $"{random.Next(1, 180)} {Streets[random.Next(Streets.Length)]}, Kauri Bay",
                latitude = Math.Round(-36.912 + random.NextDouble() * 0.046, 6),
                longitude = Math.Round(174.722 + random.NextDouble() * 0.082, 6),
            },
            callers = new[] { new { name = "Demo caller", phone = $"+64 21 555 {random.Next(1_000, 10_000)}" } },
            patients = new[] { new { age = random.Next(2, 96), sex = random.Next(2) == 0 ? "female" : "male" } },
            external_ref = TownPlan.Mark,
        };
    }
}
