#:project DataSets/GsFramework.DataSets.csproj
#:property PublishAot=false
// Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017; MIT): 60,000 + 10,000 grey images of clothes in ten classes, as IDX files
// in data/fashion-mnist.
//
//     dotnet run eng/fetch-fashion-mnist.cs [-- --out FOLDER] [--force]
//
// Needs apt-get and dpkg-deb, and the package lists of Debian or a relative of it (apt-get update). Nothing is
// installed.
using GsFramework.DataSets;

return FetchProgram.Run("fashion-mnist", args, largestPatch: 0, static (options, folder) =>
{
    const string package = "dataset-fashion-mnist";
    var content = new Packages(options.DataFolder).Debian(package);
    foreach (
        var (file, count) in new[]
        {
            ("train-images-idx3-ubyte.gz", 60000),
            ("train-labels-idx1-ubyte.gz", 60000),
            ("t10k-images-idx3-ubyte.gz", 10000),
            ("t10k-labels-idx1-ubyte.gz", 10000),
        }
    )
    {
        var source = Path.Combine(content, "usr", "share", "datasets", "fashion-mnist", file);
        Expected.Count(file, IdxFile.Count(source), count, options);
        File.Copy(source, Path.Combine(folder, file));
    }

    License.Debian(content, package, folder);
});
