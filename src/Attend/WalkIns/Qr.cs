using System.Globalization;
using System.Text;
using Attend.Platform.Web;
using QRCoder;

namespace Attend.WalkIns;

/// <summary>
/// An address as a code that a camera reads, drawn as one path. Dark on light by night too, and with the quiet margin around it: without
/// either many cameras read nothing (ISO/IEC 18004).
/// </summary>
internal static class Qr
{
    /// <param name="label">What it is for, to be read aloud.</param>
    public static Html Of(string address, string label)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var size = code.ModuleMatrix.Count;
        var dark = new StringBuilder();
        foreach (var (y, row) in code.ModuleMatrix.Index())
        {
            for (var x = 0; x < size; x++)
            {
                var from = x;
                while (x < size && row[x])
                {
                    x++;
                }

                if (x > from)
                {
                    dark.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                }
            }
        }

        return $"""
            <svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{dark.ToString()}"/></svg>

            """;
    }
}
