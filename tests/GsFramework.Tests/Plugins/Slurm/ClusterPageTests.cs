using GsFramework.Campaign.Cluster;
using GsFramework.Core.Interchange;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>The published page of <c>eng/cluster.sh</c>.</summary>
public sealed class ClusterPageTests
{
    private static readonly string _folder = Repository.Path("docs", "results", "cluster");

    [Fact]
    public void The_page_has_the_numbers_of_its_file() =>
        Assert.Equal(
            ClusterPage.Of(RecordJson.Read<ClusterResults>(Path.Combine(_folder, ClusterResults.File))),
            File.ReadAllText(Path.Combine(_folder, "README.md"))
        );
}
