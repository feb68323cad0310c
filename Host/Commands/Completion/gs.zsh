# Completion of gs for zsh: verbs, options and their values; files elsewhere. It needs compinit before it.
_gs() {
    local text="gs ${(j: :)words[2,CURRENT-1]}"
    (( CURRENT > 2 )) && text+=" "
    text+=$PREFIX
    local -a found
    found=(${(f)"$($words[1] "[suggest:${#text}]" "$text" 2>/dev/null)"})
    case $PREFIX in
        -*) found=(${(M)found:#--*}) ;;
        *) found=(${found:#[-/]*}) ;;
    esac
    compadd -a found || _files
}
compdef _gs gs
