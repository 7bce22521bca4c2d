using System.Text;
using System.Xml.Linq;

namespace Attend.Channels;

/// <summary>What a telephone call says, in the telephone company's own form (TwiML).</summary>
internal static class SpokenText
{
    /// <summary>The key that says it was heard.</summary>
    public const string Key = "1";

    // The company takes 4,000 letters of TwiML, and nobody listens for longer.
    private const int Longest = 800;

    private static readonly Dictionary<string, (string Voice, string Ask, string Thanks, string Heard)> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = ("en-GB", "Press 1 to say that you have heard this.", "Thank you.", "Noted that you heard this. It is answered by somebody else, in Attend."),
        ["de"] = ("de-DE", "Drücken Sie die 1, um zu bestätigen, dass Sie das gehört haben.", "Danke.", "Notiert, dass Sie das gehört haben. Beantwortet wird es von jemand anderem, in Attend."),
        ["fr"] = ("fr-FR", "Appuyez sur 1 pour confirmer que vous avez entendu ce message.", "Merci.", "Il est noté que vous avez entendu ce message. Quelqu’un d’autre y répond dans Attend."),
        ["es"] = ("es-ES", "Pulse 1 para confirmar que ha oído este mensaje.", "Gracias.", "Consta que ha oído este mensaje. Otra persona responde en Attend."),
        ["fil"] = ("fil-PH", "Pindutin ang 1 upang sabihing narinig mo ito.", "Salamat.", "Naitala na narinig ninyo ito. Iba ang tutugon dito, sa Attend."),
        ["ar"] = ("arb", "اضغط على 1 لتأكيد سماعك هذه الرسالة.", "شكرا.", "تم تسجيل أنك سمعت هذه الرسالة. شخص آخر يجيب عنها في Attend."),
    };

    /// <summary>Says it twice, for whoever was still waking up, and waits for the key each time.</summary>
    /// <param name="keyAddress">Where the pressed key is sent.</param>
    public static string Write(Outgoing message, string keyAddress)
    {
        var (voice, ask, _, _) = Of(message.Language);
        var spoken = Clean(message.Title.Length == 0 ? message.Text : $"{message.Title}. {message.Text}");
        var gather = new XElement("Gather",
            new XAttribute("action", keyAddress), new XAttribute("method", "POST"), new XAttribute("input", "dtmf"), new XAttribute("numDigits", "1"),
            new XAttribute("timeout", "8"), new XAttribute("actionOnEmptyResult", "false"),
            Say(voice, spoken), new XElement("Pause", new XAttribute("length", "1")), Say(voice, ask));
        return new XElement("Response", gather, new XElement(gather)).ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>What is said after the key that answers.</summary>
    public static string Thanks(string language)
    {
        var (voice, _, thanks, _) = Of(language);
        return Last(voice, thanks);
    }

    /// <summary>The same to whoever cannot answer for it, or need not any more.</summary>
    public static string Heard(string language)
    {
        var (voice, _, _, heard) = Of(language);
        return Last(voice, heard);
    }

    private static string Last(string voice, string text) =>
        new XElement("Response", Say(voice, text), new XElement("Hangup")).ToString(SaveOptions.DisableFormatting);

    private static (string Voice, string Ask, string Thanks, string Heard) Of(string language) =>
        Languages.TryGetValue(language.Split('-')[0], out var known) ? known : Languages["en"];

    private static XElement Say(string voice, string text) => new("Say", new XAttribute("language", voice), text);

    /// <summary>XML holds no control characters, and a voice nothing of them.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().TakeWhile(_ => clean.Length < Longest))
        {
            clean.Append(Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
