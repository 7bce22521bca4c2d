using System.Net;
using Attend.Platform;
using Attend.Platform.Access;
using Xunit;

namespace Attend.Tests.Platform.Access;

public sealed class ProxiesTests
{
    [Fact]
    public void Those_on_this_machine_and_those_named_are_believed()
    {
        var options = Proxies.Trusted("10.0.0.5, 10.1.0.0/16");
        Assert.Contains(IPAddress.Parse("10.0.0.5"), options.KnownProxies);
        Assert.Contains(IPAddress.IPv6Loopback, options.KnownProxies);
        Assert.Contains(options.KnownIPNetworks, network => network.Contains(IPAddress.Parse("10.1.2.3")));
        Assert.DoesNotContain(options.KnownIPNetworks, network => network.Contains(IPAddress.Parse("10.2.0.1")));
    }

    [Fact]
    public void A_typing_error_is_told() => Assert.Throws<BadUsage>(() => Proxies.Trusted("10.0.0.5;10.1.0.0"));
}
