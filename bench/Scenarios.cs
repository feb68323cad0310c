namespace GsFramework.Bench;

/// <summary>What is measured.</summary>
internal static class Scenarios
{
    public static IEnumerable<Scenario> All
    {
        get
        {
            foreach (var bfloat16 in new[] { false, true })
            {
                yield return new($"forward, width 64, 9 blocks, 256x256, batch 1{Suffix(false, bfloat16)}", () =>
                    new GeneratorForward(64, 9, 256, 1, bfloat16)
                );
            }

            foreach (var (width, blocks, side, batch) in new[] { (64, 9, 128, 1), (32, 9, 64, 8), (32, 6, 64, 4) })
            {
                foreach (var quantized in new[] { false, true })
                {
                    foreach (var bfloat16 in new[] { false, true })
                    {
                        yield return new(
                            $"step, width {width}, {blocks} blocks, {side}x{side}, batch "
                                + $"{batch}{Suffix(quantized, bfloat16)}",
                            () => new SlimmingStep(width, blocks, side, batch, quantized, bfloat16)
                        );
                    }
                }
            }

            foreach (var (quantized, bfloat16) in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                yield return new(
                    $"step, width 32, 9 blocks, 4x pruned, 64x64, batch 8{Suffix(quantized, bfloat16)}",
                    () => new SlimmingStep(32, 9, 64, 8, quantized, bfloat16, macRatio: 4)
                );
            }

            foreach (var scenario in Loading())
            {
                yield return scenario;
            }
        }
    }

    private static IEnumerable<Scenario> Loading()
    {
        foreach (
            var (name, images) in new[]
            {
                ("emoji 64x64, kept", Images.Emoji),
                ("emoji 64x64, decoded each time", Images.EmojiUncached),
                ("JPEG 1200x1600, decoded each time", Images.LargeJpeg),
            }
        )
        {
            foreach (var from in Enum.GetValues<From>())
            {
                yield return new($"loading, {name}, {from}", () => new LoadingSteps(images, from));
            }
        }
    }

    private static string Suffix(bool quantized, bool bfloat16) =>
        (quantized ? ", 8 bit" : "") + (bfloat16 ? ", bf16" : "");
}
