using Attend.Channels;
using Attend.Notifications;
using Xunit;

namespace Attend.Tests.Notifications;

public sealed class ReadTextsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Every_kind_is_shown_in_every_language_as_it_will_be_said()
    {
        var admin = await world.Admin();
        foreach (var book in Texts.All)
        {
            var texts = (await admin.Get($"/api/admin/texts?language={book.Language.Tag}")).Is(200);
            Assert.Equal((book.Language.Tag, book.Language.RightToLeft ? "rtl" : "ltr"), (
                texts["language"].GetProperty("tag").GetString(), texts["language"].GetProperty("direction").GetString()));
            Assert.Equal(Texts.All.Select(one => one.Language.Tag), texts["languages"].EnumerateArray().Select(one => one.GetProperty("tag").GetString()));
            Assert.Equal(Sample.All.Select(sample => sample.Kind), texts["items"].EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
            foreach (var item in texts["items"].EnumerateArray())
            {
                var said = Texts.Preview(item.GetProperty("kind").GetString()!, book.Language.Tag);
                Assert.Equal(
                    (said.Title, said.Text, said.Short, said.Lock, said.Spoken),
                    (item.GetProperty("title").GetString(), item.GetProperty("text").GetString(), item.GetProperty("short").GetString(),
                        item.GetProperty("lock").GetString(), item.GetProperty("spoken").GetString()));
                Assert.Equal(SmsLength.Of(said.Short).Segments, item.GetProperty("sms").GetProperty("segments").GetInt32());
                // A text message that costs three is none: what does not fit is written shorter.
                Assert.InRange(item.GetProperty("sms").GetProperty("segments").GetInt32(), 1, 2);
            }
        }

        Assert.Equal("ucs2", (await admin.Get("/api/admin/texts?language=ar")).Is(200)["items"][0].GetProperty("sms").GetProperty("alphabet").GetString());
        Assert.Equal("en", (await admin.Get("/api/admin/texts")).Is(200)["language"].GetProperty("tag").GetString());
        (await admin.Get("/api/admin/texts?language=tlh")).Refused(400, "invalid");
        (await (await world.Supervisor()).Get("/api/admin/texts")).Refused(403, "forbidden");
    }
}
