using Attend.People;
using Attend.Platform.Access;
using Xunit;

namespace Attend.Tests.People;

public sealed class PermissionsTests
{
    [Fact]
    public void A_role_at_one_site_narrows_all_to_that_site()
    {
        var grant = Permissions.Of([new HeldRole(Role.Dispatcher, 3)])[Permissions.CallsDispatch];
        Assert.Equal(Scope.Site, grant.Scope);
        Assert.Equal([3], grant.Sites);
    }

    [Fact]
    public void A_role_at_all_sites_widens_site_to_all() =>
        Assert.Equal(Scope.All, Permissions.Of([new HeldRole(Role.Hospital)])[Permissions.HospitalsCapacity].Scope);

    [Fact]
    public void Several_roles_add_up_to_the_widest()
    {
        var grants = Permissions.Of([new HeldRole(Role.Paramedic), new HeldRole(Role.Nurse, 1), new HeldRole(Role.Hospital, 2)]);
        Assert.Equal(Scope.Assigned, grants[Permissions.ResponsesStep].Scope);
        Assert.Equal(Scope.Own, grants[Permissions.PeopleRead].Scope);
        Assert.Equal([1, 2], grants[Permissions.HospitalsPrealert].Sites.Order());
    }

    [Fact]
    public void Who_holds_no_role_holds_no_permission() => Assert.Empty(Permissions.Of([]));

    [Fact]
    public void Every_permission_has_a_name_of_its_own_and_somebody_who_holds_it()
    {
        Assert.Equal(Permissions.Table.Count, Permissions.Table.Select(row => row.Permission.Name).Distinct().Count());
        Assert.All(Permissions.Table, row => Assert.NotEmpty(row.Scopes));
    }

    [Theory]
    [InlineData("staffing.override", "supervisor")]
    [InlineData("audit.read", "auditor,admin")]
    [InlineData("deliveries.read", "supervisor,auditor,admin")]
    [InlineData("people.manage", "admin")]
    [InlineData("hospitals.capacity", "nurse,hospital,admin")]
    [InlineData("calls.dispatch", "dispatcher,supervisor")]
    [InlineData("visits.plan", "operator,supervisor")]
    [InlineData("skills.keep", "operator,supervisor,admin")]
    public void The_rights_that_matter_most_are_held_by_exactly(string permission, string roles) =>
        Assert.Equal(
            roles.Split(',').Order(),
            Permissions.Table.Single(row => row.Permission.Name == permission).Scopes.Keys.Select(Attend.Platform.Words.Of).Order());
}
