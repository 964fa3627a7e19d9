import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Host } from '../../../../harness/host.ts';

/**
 * A stand-in for valgrind and vgdb. It runs its command as it is, under an unchanged process id as
 * valgrind does, and writes the total of one run: Node.js takes seconds to start under the real
 * valgrind.
 */
const STAND_IN = `#!/bin/sh
if [ "$1" = --version ]; then echo valgrind-3.19.0; exit; fi
while case "$1" in --*) true;; *) false;; esac; do
  case "$1" in --callgrind-out-file=*.%p) out="\${1#*=}"; echo 'summary: 1234567' >"\${out%.*}.1";; esac
  shift
done
UNDER_VALGRIND=1 exec "$@"
`;

/** Accepts every request to a worker. */
const VGDB = '#!/bin/sh\n';

/** Instruction count of a command's run under the stand-in. */
export const FAKE_INSTRUCTION_COUNT = 1_234_567;

/** Returns a host that finds the stand-in in place of valgrind. */
export function withFakeValgrind<T extends Host>(host: T): T {
  const programs = mkdtempSync(join(tmpdir(), 'valgrind-'));
  for (const [name, text] of Object.entries({ valgrind: STAND_IN, vgdb: VGDB })) {
    writeFileSync(join(programs, name), text, { mode: 0o755 });
  }
  return { ...host, env: { ...host.env, PATH: `${programs}${delimiter}${host.env.PATH}` } };
}
