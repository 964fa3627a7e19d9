import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Host } from '../../../../harness/host.ts';

/**
 * A program in place of valgrind and vgdb. It runs what it is given as it is, under an id of process
 * that stays, as valgrind does, and writes the sum of one run: Node.js takes seconds to start under
 * the real one.
 */
const STAND_IN = `#!/bin/sh
if [ "$1" = --version ]; then echo valgrind-3.19.0; exit; fi
while case "$1" in --*) true;; *) false;; esac; do
  case "$1" in --callgrind-out-file=*.%p) out="\${1#*=}"; echo 'summary: 1234567' >"\${out%.*}.1";; esac
  shift
done
UNDER_VALGRIND=1 exec "$@"
`;

/** The count of a run of a command under the stand-in. */
export const FAKE_INSTRUCTION_COUNT = 1_234_567;

/** A host that finds the stand-in where valgrind is looked for. */
export function withFakeValgrind<T extends Host>(host: T): T {
  const programs = mkdtempSync(join(tmpdir(), 'valgrind-'));
  for (const name of ['valgrind', 'vgdb']) {
    writeFileSync(join(programs, name), STAND_IN, { mode: 0o755 });
  }
  return { ...host, env: { ...host.env, PATH: `${programs}${delimiter}${host.env.PATH}` } };
}
