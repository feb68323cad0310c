namespace GsFramework.Terms;

/// <summary>A contract that does not exist yet.</summary>
public interface IFutureTerm;
