namespace GsFramework.Terms;

/// <summary>A layer of the student and the layer of the teacher with which it is compared.</summary>
/// <param name="Student">The student's layer.</param>
/// <param name="Teacher">The teacher's.</param>
public sealed record LayerTap(string Student, string Teacher)
{
    /// <summary>The layer of this name in both.</summary>
    public static implicit operator LayerTap(string layer) => new(layer, layer);

    /// <summary>The layer of this name in both; the same as the conversion.</summary>
    public static LayerTap FromString(string layer) => layer;

    /// <inheritdoc/>
    public override string ToString() => Student == Teacher ? Student : $"{Student} → {Teacher}";
}
