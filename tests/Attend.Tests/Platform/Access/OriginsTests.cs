using System.Net;
using Attend.Platform.Access;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Platform.Access;

public sealed class OriginsTests
{
    [Theory]
    [InlineData("https://attend.example", null, true, false)]
    [InlineData("http://attend.example:80", null, true, false)]
    [InlineData("https://attend.example:8443", null, false, true)]
    [InlineData("https://evil.example", "same-origin", false, true)]
    [InlineData("https://attend.example.evil.example", null, false, true)]
    [InlineData("null", null, false, true)]
    [InlineData(null, "same-origin", true, false)]
    [InlineData(null, "same-site", false, true)]
    [InlineData(null, "cross-site", false, true)]
    [InlineData(null, "none", false, false)]
    [InlineData(null, null, false, false)]
    public void Own_and_foreign_pages_are_told_apart(string? origin, string? site, bool own, bool foreign)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString("attend.example");
        request.Headers.Origin = origin;
        request.Headers["Sec-Fetch-Site"] = site;
        Assert.Equal(own, Origins.Own(request));
        Assert.Equal(foreign, Origins.Foreign(request));
    }

    [Fact]
    public void A_device_keeps_its_digest_within_its_IPv6_network()
    {
        var key = new byte[32];
        string Of(string address) => Sources.Digest(key, IPAddress.Parse(address));
        Assert.Equal(Of("2001:db8:1:2::3"), Of("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Of("2001:db8:1:2::3"), Of("2001:db8:1:3::3"));
        Assert.NotEqual(Of("192.0.2.1"), Of("192.0.2.2"));
        Assert.Equal(Of("192.0.2.1"), Of("::ffff:192.0.2.1"));
        Assert.NotEqual(Of("192.0.2.1"), Sources.Digest([1, .. key], IPAddress.Parse("192.0.2.1")));
    }
}
