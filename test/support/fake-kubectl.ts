import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Program called kubectl that records its calls and plays the stages of a run. */
export interface FakeKubectl {
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of each call, joined by blanks. */
  readonly calls: () => readonly string[];
}

/**
 * @param stages - Status of the run at each poll; the last one is repeated.
 * @param more - Text that the program prints for failed jobs, or an error for applying.
 */
export function createFakeKubectl(
  folder: string,
  stages: readonly string[],
  more: { readonly failedJobs?: string; readonly refuses?: string } = {},
): FakeKubectl {
  const bin = join(folder, 'bin');
  const [log, left] = [join(folder, 'kubectl.log'), join(folder, 'stages')];
  mkdirSync(bin, { recursive: true });
  writeFileSync(left, `${stages.join('\n')}\n`);
  const program = join(bin, 'kubectl');
  writeFileSync(
    program,
    `#!/bin/sh
printf '%s\\n' "$*" >> '${log}'
case " $* " in
  *' current-context '*) echo kind-test ;;
  *' get jobs '*) printf '%s' '${more.failedJobs ?? ''}' ;;
  *' get '*)
    head -n 1 '${left}' | tr -d '\\n'
    if [ "$(wc -l < '${left}')" -gt 1 ]; then sed -i 1d '${left}'; fi ;;
  *' apply '*) ${more.refuses === undefined ? ':' : `echo '${more.refuses}' >&2; exit 1`} ;;
esac
`,
  );
  chmodSync(program, 0o755);
  return {
    env: { PATH: `${bin}${delimiter}${process.env.PATH}` },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}
