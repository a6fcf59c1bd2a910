import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Ends what a test started even when the test run itself is killed and can end nothing any more.
 *
 * The guardian is a shell, outside of our process group, that reads from us what must not outlive us: process groups and
 * folders. When the pipe ends, because we did, it ends the groups and removes the folders that were not taken back.
 * PR_SET_PDEATHSIG would not do: the kernel forgets it when a daemon changes its user.
 */
const SCRIPT = `
declare -A groups folders
while read -r word what; do
  case $word in
    group) groups[$what]=1 ;;
    no-group) unset "groups[$what]" ;;
    folder) folders[$what]=1 ;;
    no-folder) unset "folders[$what]" ;;
  esac
done
for group in "\${!groups[@]}"; do kill -KILL -- "-$group"; done
for folder in "\${!folders[@]}"; do rm -rf -- "$folder"; done
`

let guardian: ChildProcess | undefined

/** Gives a process group, by its leader's id, or a folder into the guardian's care; a `no-` takes it back. */
export function tellGuardian(word: 'group' | 'no-group' | 'folder' | 'no-folder', what: string | number): void {
  guardian ??= startGuardian()
  guardian.stdin?.write(`${word} ${what}\n`)
}

function startGuardian(): ChildProcess {
  const shell = spawn('bash', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.unref()
  const { stdin } = shell
  stdin.on('error', () => {}) // without a guardian the tests still clean up after themselves
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
  return shell
}
