/**
 * Living children of the launcher: as subreaper it becomes parent of every process that a command
 * leaves behind, even if it detached itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readStat } from './read-process-status.ts';

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
    const [state = 'X', parent] = stat?.fields ?? [];
    if (stat !== null && Number(parent) === process.pid && !'ZX'.includes(state)) {
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
