import { inspectorOf, nodeFlagsOf } from '../node-flags.ts';
import { OTHER_PROCESSES } from '../other/processes.ts';
import type { ProcessFacts, ProcessReader } from '../process-reader.ts';
import { runBounded } from '../run-bounded.ts';

/**
 * What `ps` tells, only where somebody waits for it: it is a program, which would be measured too where
 * it ran beside what is measured.
 */
export const MACOS_PROCESSES: ProcessReader = {
  ...OTHER_PROCESSES,
  nameOf: (pid) => {
    const path = runBounded('ps', ['-o', 'comm=', '-p', String(pid)])?.trim();
    return path === undefined || path === '' ? null : path.slice(path.lastIndexOf('/') + 1);
  },
  inspectable: (pid) => {
    const line = runBounded('ps', ['-ww', '-o', 'uid=,state=,args=', '-p', String(pid)]);
    return line === null ? null : parseInspectable(pid, line, process.getuid?.() ?? null);
  },
};

/**
 * Reads what `ps -o uid=,state=,args=` prints of one process. Arguments with blanks cannot be told from
 * several; only flags and the script are of interest. Whether the signal would be heard is not told.
 */
export function parseInspectable(
  pid: number,
  line: string,
  ownUser: number | null,
): ProcessFacts | null {
  const found = /^\s*(\d+)\s+(\S+)\s+(.*\S)\s*$/su.exec(line);
  if (found === null || found[2]?.startsWith('Z')) return null;
  const args = (found[3] ?? '').split(/\s+/u);
  const program = (args[0] ?? '').split('/').at(-1) ?? '';
  const flags = nodeFlagsOf(args);
  const script = args[flags.length + 1];
  return {
    pid,
    isOwn: ownUser !== null && Number(found[1]) === ownUser,
    isNode: /^node(js)?([-\d.]*)?$/u.test(program),
    hearsSignal: !flags.includes('--disable-sigusr1'),
    command: script === undefined ? program : `${program} ${script}`,
    ...inspectorOf(flags),
  };
}
