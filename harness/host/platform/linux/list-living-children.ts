/**
 * Living children of the launcher: as subreaper it becomes parent of every process that a command
 * leaves behind, even if it detached itself.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface LivingChild {
  readonly pid: number;
  readonly name: string;
}

/** Lists children that are still running, excluding zombies and those in `except`. */
export function listLivingChildren(except: ReadonlySet<number>): readonly LivingChild[] {
  const found: LivingChild[] = [];
  for (const pid of childIds()) {
    if (except.has(pid)) continue;
    const stat = readStat(pid);
    if (stat !== null && stat.parent === process.pid && !'ZX'.includes(stat.state)) {
      found.push({ pid, name: stat.name });
    }
  }
  return found;
}

function childIds(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').flatMap((thread) =>
      toIds(readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ')),
    );
  } catch {
    // The kernel lacks these lists, so every process is inspected.
    return toIds(readdirSync('/proc'));
  }
}

function toIds(words: readonly string[]): readonly number[] {
  return words.filter((word) => /^\d+$/.test(word)).map(Number);
}

interface Stat {
  readonly name: string;
  readonly state: string;
  readonly parent: number;
}

function readStat(pid: number): Stat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // "pid (name) state ppid …": the name may contain spaces and parentheses.
    const end = stat.lastIndexOf(')');
    const [state = 'X', parent = '0'] = stat.slice(end + 2).split(' ');
    return { name: stat.slice(stat.indexOf('(') + 1, end), state, parent: Number(parent) };
  } catch {
    return null;
  }
}
