using Attend.Platform.Languages;
using Attend.Platform.Web;

namespace Attend.Notifications;

/// <summary>A message as a mail that shows more than text. Mail programs know little: no style sheet, no script, nothing from outside.</summary>
internal static class MailPage
{
    public static string Write(Texts said, Uri? app)
    {
        var language = Language.Find(said.Language) ?? Language.English;
        Html link = app is null ? Html.None : $"""
            <p><a href="{app.AbsoluteUri}" style="color: #0b57d0">{app.Host}</a></p>
            """;
        Html page = $"""
            <!doctype html>
            <html lang="{language.Tag}" dir="{language.Direction}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{said.Title}</title></head>
            <body style="margin: 0; padding: 24px; font: 16px/1.5 system-ui, sans-serif; color: #1b1b1f; background: #ffffff">
            <h1 style="margin: 0 0 12px; font-size: 20px">{said.Title}</h1>
            <p>{said.Text}</p>
            {link}
            </body>
            </html>
            """;
        return page.ToString();
    }
}
