import { runBounded } from '../run-bounded.ts';

/** A line of `ps`. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** User and system CPU time so far, milliseconds. */
  readonly cpuMs: number;
  readonly name: string;
}

/** All processes of the machine; empty where `ps` does not answer. It takes some 10 ms. */
export function listProcesses(): readonly ListedProcess[] {
  return parseProcessList(runBounded('ps', ['-A', '-o', 'pid=,ppid=,pgid=,time=,comm=']) ?? '');
}

/** Reads what `ps -o pid=,ppid=,pgid=,time=,comm=` prints, on macOS as well as on other Unixes. */
export function parseProcessList(text: string): readonly ListedProcess[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*?)\s*$/u.exec(line);
    if (found === null) return [];
    const [, pid, parent, group, time = '', path = ''] = found;
    const cpuMs = cpuTimeMs(time);
    if (cpuMs === null) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), cpuMs, name }];
  });
}

/** `0:01.23` of macOS and `1-02:03:04` of POSIX, milliseconds; null where it is neither. */
export function cpuTimeMs(text: string): number | null {
  const found = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:[.,]\d+)?)$/u.exec(text);
  if (found === null) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = found;
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60;
  return Math.round((whole + Number(seconds.replace(',', '.'))) * 1_000);
}

/** The process and all that it and these have started, by their parents, as far as those live. */
export function descendantsOf(
  root: number,
  processes: readonly Pick<ListedProcess, 'pid' | 'parent'>[],
): readonly number[] {
  const found = new Set([root]);
  let size = 0;
  // Parents may have higher numbers than their children: numbers are used again.
  while (found.size > size) {
    size = found.size;
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}
