#:project DataSets/GsFramework.DataSets.csproj
#:property PublishAot=false
// Photo -> painting, the case of CartoonGAN: landscape photographs (A) and story paintings (B), in data/paintings.
//
//     dotnet run eng/fetch-paintings.cs [-- --patch 128] [--out FOLDER] [--force] [--any-count]
//
// Needs apt-get and dpkg-deb, and Debian 12's package lists (apt-get update). Nothing is installed. The licences of the
// pictures (GPL-2+ and CC-BY-SA-4.0 for the most part) lie beside them: train on them, do not commit them.
using GsFramework.DataSets;

return FetchProgram.Run("paintings", args, largestPatch: 160, static (options, folder) =>
{
    var packages = new Packages(options.DataFolder);
    var photos = Paintings.Photos(packages.Debian("endless-sky-data"));
    string[] games = ["wesnoth-1.16-data", "wesnoth-1.16-httt", "wesnoth-1.16-trow"];
    var paintings = games.SelectMany(game => Paintings.Stories(packages.Debian(game))).ToArray();
    Expected.Count("photographs", photos.Count, 249, options);
    Expected.Count("paintings", paintings.Length, 45, options);

    Paintings.Write(folder, "A", photos, rows: 2, test: 40, validation: 20, (1379, 150, 291), options);
    Paintings.Write(folder, "B", paintings, rows: 3, test: 6, validation: 3, (440, 41, 71), options);
    foreach (var package in (string[])["endless-sky-data", .. games])
    {
        License.Debian(packages.Debian(package), package, folder);
    }
});
