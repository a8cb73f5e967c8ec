export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The word that a script puts before the words to be completed. */
export const COMPLETE_WORD = '__complete';

/**
 * A script that has `sweep` complete its own words. It calls the `sweep` of the PATH, else the very
 * program that printed it, which is what `npx sweep` runs.
 *
 * @param program words of that program: Node and its script.
 */
export function completionScript(shell: Shell, program: readonly string[]): string {
  const own = program.map(shellWord).join(' ');
  switch (shell) {
    case 'bash':
      return bash(own);
    case 'zsh':
      return zsh(own);
    case 'fish':
      return fish(program.map(fishWord).join(' '));
  }
}

// Without mapfile: the bash of macOS has none.
const bash = (own: string): string => `# bash completion of sweep: source <(sweep completion bash)
_sweep_words() {
  if [[ -n $(type -P sweep) ]]; then command sweep ${COMPLETE_WORD} "$@"; else ${own} ${COMPLETE_WORD} "$@"; fi
}
_sweep_complete() {
  local kind="" line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; else COMPREPLY+=("$line"); fi
  done < <(_sweep_words "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ $kind == files ]]; then
    compopt -o filenames 2>/dev/null
    [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
  fi
  return 0
}
complete -F _sweep_complete sweep`;

const zsh = (own: string): string => `#compdef sweep
# zsh completion of sweep: source <(sweep completion zsh)
_sweep_complete() {
  local -a lines
  if [[ -n $(whence -p sweep) ]]; then
    lines=("\${(@f)$(command sweep ${COMPLETE_WORD} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  else
    lines=("\${(@f)$(${own} ${COMPLETE_WORD} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  fi
  if [[ \${lines[1]} == files ]]; then
    compadd -f -S '' -- "\${(@)lines[2,-1]}"
  else
    compadd -- "\${(@)lines[2,-1]}"
  fi
}
if (( \${+functions[compdef]} )); then
  compdef _sweep_complete sweep
fi`;

const fish = (own: string): string => `# fish completion of sweep: sweep completion fish | source
function __sweep_complete
    set -l before (commandline -opc) (commandline -ct)
    if type -q -P sweep
        command sweep ${COMPLETE_WORD} $before[2..-1] 2>/dev/null | tail -n +2
    else
        ${own} ${COMPLETE_WORD} $before[2..-1] 2>/dev/null | tail -n +2
    end
end
complete -c sweep -f -a '(__sweep_complete)'`;

function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishWord(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
