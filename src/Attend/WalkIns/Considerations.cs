using Attend.Platform;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>What people say of themselves, to be chosen; a clerk confirms it before it counts.</summary>
internal static class Considerations
{
    /// <summary>Folded up until somebody asks for it: the button to take a number is what most come for.</summary>
    public static Html Of(Book words, string chosen) => $"""
        <details class="more"{(chosen is "" ? Html.None : (Html)$" open")}><summary>{words["join.consideration"]}</summary>
        <fieldset class="considerations">
        <legend class="spoken">{words["join.consideration"]}</legend>
        <p class="help">{words["join.consideration_help"]}</p>
        {Words.All<Consideration>().Prepend("none").Select(word => Choice(words, word, chosen))}</fieldset></details>

        """;

    private static Html Choice(Book words, string word, string chosen)
    {
        var value = word is "none" ? "" : word;
        return $"""
            <label><input type="radio" name="{TakeNumber.ConsiderationField}" value="{value}"{(value == chosen ? (Html)$" checked" : Html.None)}>
            <span>{words["consideration." + word]}</span></label>

            """;
    }
}
