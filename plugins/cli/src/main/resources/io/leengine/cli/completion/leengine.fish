# Completion of leengine for fish: leengine completion fish | source
function __leengine_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l found ($words[1] __complete fish -- $words[2..-1] "$word" 2>/dev/null)
    if test "$found[1]" = :files
        __fish_complete_path "$word"
    else if test (count $found) -gt 0
        printf '%s\n' $found
    end
end
complete -c leengine -f -a '(__leengine_complete)'
