using Attend.People;
using Attend.Queues;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>A large number is counted once, and again after anything that may have changed it.</summary>
public sealed class AudiencesTests
{
    private readonly Audiences audiences = new();

    [Fact]
    public void Few_are_counted_each_time()
    {
        Keep(1, Audiences.Many - 1);
        Assert.Null(Known(1));
    }

    [Fact]
    public void Many_are_remembered_of_each_queue_as_it_tells_them()
    {
        Keep(1, Audiences.Many);
        Keep(2, 100_000);
        Assert.Equal((Audiences.Many, 100_000), (Known(1), Known(2)));
        Assert.Null(audiences.Known(1, Tells.Followers).Count);
    }

    [Theory]
    [InlineData(PeopleEvents.UserCreated)]
    [InlineData(PeopleEvents.RolesChanged)]
    [InlineData(PeopleEvents.UserDeactivated)]
    [InlineData(PeopleEvents.UserReactivated)]
    [InlineData(PeopleEvents.UserErased)]
    [InlineData(QueueEvents.QueueFollowed)]
    [InlineData(QueueEvents.QueueUnfollowed)]
    public void What_may_have_changed_is_counted_again(string kind)
    {
        Keep(1, 10_000);
        audiences.Hear("queues.ticket_called");
        Assert.Equal(10_000, Known(1));
        audiences.Hear(kind);
        Assert.Null(Known(1));
    }

    [Fact]
    public void What_was_heard_while_it_was_counted_may_not_be_in_it()
    {
        var (_, asked) = audiences.Known(1, Tells.Site);
        audiences.Hear(PeopleEvents.UserCreated);
        audiences.Keep(1, Tells.Site, 10_000, asked);
        Assert.Null(Known(1));
    }

    private int? Known(long queue) => audiences.Known(queue, Tells.Site).Count;

    private void Keep(long queue, int count) => audiences.Keep(queue, Tells.Site, count, audiences.Known(queue, Tells.Site).Turn);
}
