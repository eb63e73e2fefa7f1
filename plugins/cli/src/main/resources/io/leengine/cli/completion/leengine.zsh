#compdef leengine
# Completion of leengine for zsh: source <(leengine completion zsh)
_leengine() {
    local -a lines names shown half halfshown
    local line name
    lines=("${(@f)$("${(Q)words[1]}" __complete zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
    if [[ ${lines[1]} == :files ]]; then
        _files
        return
    fi
    for line in "${lines[@]}"; do
        name=${line%%$'\t'*}
        [[ -z $name ]] && continue
        [[ $line == *$'\t'* ]] && line="$name  -- ${line#*$'\t'}"
        if [[ $name == *= ]]; then
            half+=("$name") halfshown+=("$line")
        else
            names+=("$name") shown+=("$line")
        fi
    done
    (( ${#half} )) && compadd -l -d halfshown -S '' -- "${half[@]}"
    (( ${#names} )) && compadd -l -d shown -- "${names[@]}"
}
(( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit -D }
compdef _leengine leengine
