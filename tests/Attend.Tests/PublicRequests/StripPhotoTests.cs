using Attend.PublicRequests;
using Xunit;

namespace Attend.Tests.PublicRequests;

public sealed class StripPhotoTests
{
    public static TheoryData<string> Forms => ["image/jpeg", "image/png", "image/webp", "image/heic"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_picture_stays_and_every_hidden_word_goes(string type)
    {
        var file = File(type);
        Assert.True(Has(file, "CANARY"u8));

        var photo = StripPhoto.Of(file)!;

        Assert.Equal(type, photo.ContentType);
        Assert.False(Has(photo.Content, "CANARY"u8));
        Assert.True(Has(photo.Content, PhotoFiles.Coded));
        Assert.Equal(photo.Content, StripPhoto.Of(photo.Content)!.Content);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_broken_file_is_no_photo_and_no_crash(string type)
    {
        var file = File(type);
        for (var length = 0; length < file.Length - 30; length++)
        {
            var cut = StripPhoto.Of(file[..length]);
            Assert.True(cut is null || !Has(cut.Content, "CANARY"u8));
        }

        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var bent = (byte[])file.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bent[random.Next(bent.Length)] = (byte)random.Next(256);
            }

            _ = StripPhoto.Of(bent);
        }
    }

    [Fact]
    public void A_jpeg_keeps_the_way_it_is_held_and_nothing_else_of_its_exif()
    {
        var turned = StripPhoto.Of(PhotoFiles.Jpeg(orientation: 6))!.Content;
        Assert.True(Has(turned, "Exif"u8));
        Assert.True(Has(turned, [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]));
        Assert.False(Has(turned, "Cam"u8));
        Assert.False(Has(StripPhoto.Of(PhotoFiles.Jpeg(orientation: 1))!.Content, "Exif"u8));
    }

    [Fact]
    public void A_heic_keeps_its_length_and_its_offsets()
    {
        var file = PhotoFiles.Heic();
        var stripped = StripPhoto.Of(file)!.Content;
        Assert.Equal(file.Length, stripped.Length);
        Assert.Equal(file.AsSpan().IndexOf(PhotoFiles.Coded), stripped.AsSpan().IndexOf(PhotoFiles.Coded));
        Assert.False(Has(stripped, "uuid"u8));
        Assert.False(Has(stripped, "udes"u8));
    }

    [Fact]
    public void What_only_claims_to_be_a_photo_is_none()
    {
        Assert.Null(StripPhoto.Of([]));
        Assert.Null(StripPhoto.Of("GIF89a and more"u8.ToArray()));
        Assert.Null(StripPhoto.Of("<svg onload=alert(1)>................"u8.ToArray()));
        Assert.Null(StripPhoto.Of([0xFF, 0xD8, 0xFF, 0xD9, 0, 0]));
        Assert.Null(StripPhoto.Of([.. PhotoFiles.Png()[..33], .. "<script>"u8]));
    }

    private static byte[] File(string type) => type switch
    {
        "image/jpeg" => PhotoFiles.Jpeg(),
        "image/png" => PhotoFiles.Png(),
        "image/webp" => PhotoFiles.Webp(),
        _ => PhotoFiles.Heic(),
    };

    private static bool Has(ReadOnlySpan<byte> file, ReadOnlySpan<byte> part) => file.IndexOf(part) >= 0;
}
