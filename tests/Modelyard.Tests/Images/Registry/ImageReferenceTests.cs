using Modelyard.Images.Registry;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    [Theory]
    [InlineData("registry.example/modelyard/item-photo", "https://registry.example/ modelyard/item-photo  ")]
    [InlineData("registry.example:5000/a:v1", "https://registry.example:5000/ a v1 ")]
    [InlineData("registry.example/a@" + Digest, "https://registry.example/ a  " + Digest)]
    [InlineData("registry.example/a:v1@" + Digest, "https://registry.example/ a v1 " + Digest)]
    [InlineData("localhost/a", "http://localhost/ a  ")]
    [InlineData("localhost:5000/a/b__c/d--e.f", "http://localhost:5000/ a/b__c/d--e.f  ")]
    [InlineData("127.0.0.1:5000/a", "http://127.0.0.1:5000/ a  ")]
    [InlineData("[::1]:5000/a", "http://[::1]:5000/ a  ")]
    [InlineData("https://127.0.0.1:5000/a", "https://127.0.0.1:5000/ a  ")]
    [InlineData("http://registry.example/a", "http://registry.example/ a  ")]
    public void A_reference_is_taken_apart(string text, string expected)
    {
        var reference = ImageReference.Parse(text);

        Assert.Equal(expected, $"{reference.Address} {reference.Path} {reference.Tag} {reference.Digest}");
        Assert.Equal(text[(text.Contains("//", StringComparison.Ordinal) ? text.IndexOf("//", StringComparison.Ordinal) + 2 : 0)..], reference.ToString());
    }

    [Theory]
    [InlineData("modelyard/item-photo", "'modelyard' is no host: it has neither a dot nor a port")]
    [InlineData("registry.example", "expected host[:port]/path[:tag][@sha256:…], the path in lower case")]
    [InlineData("registry.example/Item", "expected host[:port]/path[:tag][@sha256:…], the path in lower case")]
    [InlineData("registry.example/a:", "expected host[:port]/path[:tag][@sha256:…], the path in lower case")]
    [InlineData("registry.example/../a", "expected host[:port]/path[:tag][@sha256:…], the path in lower case")]
    [InlineData("registry.example:99999/a", "expected host[:port]/path[:tag][@sha256:…], the path in lower case")]
    [InlineData("registry.example/a@sha256:12", "'sha256:12' is no digest; expected sha256:<64 hexadecimal digits>")]
    [InlineData("", "expected host[:port]/path[:tag][@sha256:…], the path in lower case")]
    public void What_is_none_is_refused(string text, string expected) =>
        Assert.Equal($"YARD8021: '{text}' is not the reference of an image: {expected}", Failures.Of(() => ImageReference.Parse(text)));
}
