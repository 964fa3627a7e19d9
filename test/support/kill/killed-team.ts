/** Teams in processes of their own, whose coordinator or one of whose workers is killed by the system. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aggregateOf } from '../../../plugins/team/coordinate/aggregate.ts';
import { standingOf } from '../../../plugins/team/follow-up.ts';
import { keptSession } from '../team-session.ts';

const CHILD = join(import.meta.dirname, '../team-child.ts');

/** Who is killed. */
export type Victim = 'coordinator' | 'worker';

export interface TeamKill {
  readonly victim: Victim;
  /** Milliseconds after its start. */
  readonly afterMs: number;
}

export interface KilledTeam {
  /** Whether there was somebody to kill at that moment. */
  readonly wasKilled: boolean;
  /** What the session came to, in a form that two sessions can be compared by. */
  readonly outcome: unknown;
  readonly durationMs: number;
}

/** Has a session worked off; with a kill, it is taken up by another process then. */
export async function runTeamOnce(kill: TeamKill | null): Promise<KilledTeam> {
  const { root, store } = await keptSession();
  const began = performance.now();
  const first = start(root);
  const wasKilled = kill !== null && (await strike(first, kill));
  const code = await ended(first);
  if (code !== 0 && (await ended(start(root))) !== 0) throw new Error('it did not go on');
  const durationMs = performance.now() - began;
  const kept = await store.read();
  const { session, tasks } = kept;
  rmSync(root, { recursive: true, force: true });
  const outcome = {
    tasks: tasks.map(({ id, status, needs }) => [id, status, needs]),
    aggregate: aggregateOf(standingOf(kept)),
    ...{ status: session.status, fixCycles: session.fix_cycles, branches: session.branches },
    decisions: session.decisions.map(({ id, answer, by }) => [id, answer.choice, by]),
  };
  return { wasKilled, outcome, durationMs };
}

function start(root: string): ChildProcess {
  const args = [CHILD, root, 'faster-shop', '0', 'processes'];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function strike(child: ChildProcess, { victim, afterMs }: TeamKill): Promise<boolean> {
  await sleep(afterMs);
  const pid = victim === 'worker' ? workerOf(child.pid ?? 0) : child.pid;
  if (pid === undefined || child.exitCode !== null) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** One that works on a task now. */
function workerOf(parent: number): number | undefined {
  const children = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/u.test(one))) {
    const above = Number(/^PPid:\s+(\d+)/mu.exec(textOf(`/proc/${name}/status`))?.[1] ?? 0);
    children.set(Number(name), above);
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid !== 0 && (pid === parent || isBelow(children.get(pid)));
  return [...children.keys()].find(
    (pid) =>
      isBelow(children.get(pid)) && textOf(`/proc/${pid}/cmdline`).includes('team-worker.ts'),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
