# Completion of rlif for bash.
_rlif () {
  local cur prev words cword
  _init_completion || return
  local commands="run plot energy dense unroll sparsity kernel memory study models help"
  if [ "$cword" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$commands --help --version" -- "$cur"))
    return
  fi
  case "$prev" in
    -p) if [ "${words[1]}" = models ] || [ "${words[1]}" = kernel ] || [ "${words[1]}" = memory ] || [ "${words[1]}" = energy ] || [ "${words[1]}" = dense ] || [ "${words[1]}" = sparsity ]; then _filedir '@(png|svg|pdf)'; return; fi ;;
  esac
  case "$prev" in
    --output | -o) if [ "${words[1]}" = run ] || [ "${words[1]}" = unroll ]; then _filedir -d; elif [ "${words[1]}" = study ]; then _filedir html; else _filedir '@(png|svg|pdf)'; fi; return ;;
    --models | -m) _filedir -d; return ;;
    --csv | -c) _filedir csv; return ;;
    --prices) _filedir ini; return ;;
    --method) COMPREPLY=($(compgen -W "exact euler" -- "$cur")); return ;;
    --plot | --plot-separation | --plot-sweep) _filedir '@(png|svg|pdf)'; return ;;
    --progress | -p) COMPREPLY=($(compgen -W "auto yes no lines" -- "$cur")); return ;;
    --set | -s | --title | --from | --to | --size | --step | --span | --seed | --price | --seeds | -n | --dt | --window | --input | -i | --read | --tau | --steps | --lags | --noise | --radius | --sweep) return ;;
  esac
  case "${words[1]}" in
    run)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--set --output --models --threads --json --progress --help" -- "$cur"))
      else _filedir rlif; fi ;;
    plot)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--output --title --from --to --size --help" -- "$cur"))
      else _filedir '@(h5|csv|gdf)'; fi ;;
    energy)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--step --price --prices --plot --size --set --models --json --help" -- "$cur"))
      else _filedir '@(rlif|h5)'; fi ;;
    dense)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--method --dt --window --plot --size --set --models --json --help" -- "$cur"))
      else _filedir rlif; fi ;;
    unroll)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--method --dt --output --set --models --json --help" -- "$cur"))
      else _filedir rlif; fi ;;
    sparsity)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--seeds --set --step --price --prices --plot --size --csv --models --json --help" -- "$cur"))
      else _filedir rlif; fi ;;
    kernel)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--set --step --plot --size --csv --span --models --seed --json --help" -- "$cur"))
      else
        COMPREPLY=($(compgen -W "$(rlif models list 2> /dev/null | awk '$2 == "text" { print $1 }') rnn: lstm: gru:" -- "$cur"))
        compopt -o nospace
      fi ;;
    memory)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--input --read --step --tau --steps --lags --noise --radius --sweep --set --seed --csv --plot --plot-separation --plot-sweep --size --models --threads --json --help" -- "$cur"))
      else _filedir rlif; fi ;;
    study)
      if [[ "$cur" == -* ]]; then
        COMPREPLY=($(compgen -W "--output --pdf --input --seed --set --help" -- "$cur"))
      else _filedir rlif; fi ;;
    models)
      if [ "$cword" -eq 2 ]; then COMPREPLY=($(compgen -W "list show new check build --help" -- "$cur"))
      elif [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W "--c --plot --models --help" -- "$cur"))
      else _filedir '@(model|c|so)'; fi ;;
    help) COMPREPLY=($(compgen -W "$commands" -- "$cur")) ;;
  esac
}
complete -F _rlif rlif
