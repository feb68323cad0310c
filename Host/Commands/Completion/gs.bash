# Completion of gs for bash: verbs, options and their values; files elsewhere.
_gs() {
    local text=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} found
    text="gs ${text#* }"
    found=$("$1" "[suggest:${#text}]" "$text" 2>/dev/null)
    case $word in
        -*) found=$(grep '^--' <<<"$found") ;;
        *) found=$(grep -v '^[-/]' <<<"$found") ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$found" -- "$word")
}
complete -o default -F _gs gs
