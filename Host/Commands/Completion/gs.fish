# Completion of gs for fish: verbs, options and their values; files elsewhere.
function __gs_complete
    set -l before (commandline -opc)
    set -l word (commandline -ct)
    set -l text (string join ' ' -- gs $before[2..] $word)
    set -l found ($before[1] "[suggest:"(string length -- $text)"]" $text 2>/dev/null)
    if string match -q -- '-*' $word
        string match -- '--*' $found
    else
        string match -rv -- '^([-/]|$)' $found; or __fish_complete_path $word
    end
end
complete -c gs -f -a '(__gs_complete)'
