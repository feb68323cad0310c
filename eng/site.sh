#!/usr/bin/env bash
# Builds the documentation and the API of the packages as a site: artifacts/site/html. A link that leads nowhere is an error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
site=$root/artifacts/site
pages=$site/pages

rm -rf "$site"
mkdir -p "$pages"
dotnet tool restore
# With all that they refer to beside them, for the types in their signatures.
dotnet build Testing -c Release -p:CopyLocalLockFileAssemblies=true -o "$site/assemblies"

find ./*.md docs bench samples methods assets configs LICENSE NOTICE CITATION.cff -type f \
    ! -path '*/bin/*' ! -path '*/obj/*' ! -path '*/artifacts/*' \
    \( -name '*.md' -o -name '*.png' -o -name '*.jpg' -o -name '*.svg' -o -name '*.json' -o -name '*.csv' -o -name '*.html' \
    -o -path 'docs/upstream/*' -o -name LICENSE -o -name NOTICE -o -name CITATION.cff \) \
    ! -path 'assets/emoji-ink/*' -exec cp --parents -t "$pages" {} +
cp eng/site/* "$pages"

# What is in the repository but not on the site, such as a folder of sources, is named there without a link.
cd "$pages"
find . -name '*.md' | while read -r page; do
    { grep -o '\]([^):#]*)' "$page" || true; } | sort -u | while read -r link; do
        target=${link:2:-1}
        place=$(dirname "$page")/$target
        if [[ ! -f $place && -e $root/$place ]]; then
            pattern=$(printf '%s' "$target" | sed 's/[][\.*^$|]/\\&/g')
            sed -i "s|\[\([^]]*\)\]($pattern)|\1|g" "$page"
        fi
    done
done

cd "$root"
dotnet docfx "$pages/docfx.json" --warningsAsErrors
echo "The site is in artifacts/site/html; 'dotnet docfx serve artifacts/site/html' shows it."
