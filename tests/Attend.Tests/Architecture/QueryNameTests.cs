using System.Reflection;
using Attend.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Xunit;

namespace Attend.Tests.Architecture;

public sealed class QueryNameTests
{
    /// <summary>The framework binds a query by the C# name: <c>?site_id=</c> would be ignored and the list answered unfiltered.</summary>
    [Fact]
    public void Every_filter_is_called_on_the_wire_as_its_field()
    {
        const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var parameters = typeof(Words).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Declared)).SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.IsDefined(typeof(AsParametersAttribute)))
            .Select(parameter => parameter.ParameterType).Distinct()
            .SelectMany(record => record.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters())
            .ToList();
        Assert.NotEmpty(parameters);
        var wrong = parameters
            .Where(parameter => !string.Equals(
                Words.Snake(parameter.Name!), parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name!.ToLowerInvariant(), StringComparison.Ordinal))
            .Select(parameter => $"{parameter.Member.DeclaringType}.{parameter.Name}");
        Assert.Empty(wrong);
    }
}
