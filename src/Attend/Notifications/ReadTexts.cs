using System.ComponentModel.DataAnnotations;
using Attend.Channels;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <param name="Name">As its readers call it.</param>
/// <param name="Direction"><c>rtl</c> or <c>ltr</c>.</param>
internal sealed record TextLanguage(string Tag, string Name, string Direction);

/// <summary>One kind of message as it reads, with made-up facts.</summary>
/// <param name="Sentence">When it is told; null of a kind that nothing causes yet.</param>
/// <param name="Sms">How long the short one is as a text message.</param>
internal sealed record TextView(
    string Kind, string? Sentence, Urgency? Urgency, string Title, string Text, string Short, string Lock, string Spoken, SmsLength Sms);

internal sealed record TextsView(TextLanguage Language, IReadOnlyList<TextLanguage> Languages, IReadOnlyList<TextView> Items);

/// <summary>What people are told in so many words, in each language: to be read before it is needed.</summary>
internal static class ReadTexts
{
    internal sealed record Filter([property: StringLength(35)] string? Language);

    public static Results<Ok<TextsView>, Refused> Handle([AsParameters] Filter filter)
    {
        var languages = Texts.All.Select(book => book.Language).ToList();
        if (languages.Find(one => one.Tag == (filter.Language ?? Language.English.Tag)) is not { } language)
        {
            return PlatformProblems.Invalid.Field("language", $"is one of {string.Join(", ", languages.Select(one => one.Tag))}");
        }

        return TypedResults.Ok(new TextsView(Of(language), languages.ConvertAll(Of), [.. Sample.All.Select(sample => View(sample.Kind, language.Tag))]));
    }

    private static TextLanguage Of(Language language) => new(language.Tag, language.Name, language.Direction);

    private static TextView View(string name, string language)
    {
        var (kind, said) = (Kind.All.FirstOrDefault(one => one.Name == name), Texts.Preview(name, language));
        return new TextView(name, kind?.Sentence, kind?.Urgency, said.Title, said.Text, said.Short, said.Lock, said.Spoken, SmsLength.Of(said.Short));
    }
}
