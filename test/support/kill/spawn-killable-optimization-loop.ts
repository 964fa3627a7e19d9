import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestProject, type HypothesisProject } from '../optimization-hypothesis-project.ts';
import { type LoopKind, loopStateFile, readBranchTree } from './optimization-loop-project.ts';

const CHILD = fileURLToPath(new URL('run-killable-optimization-loop-child.ts', import.meta.url));
/** Resolves imports of the package's own name, as in plugins, to the sources here. */
const REGISTER = new URL('../../../harness/loader/register-self-reference.ts', import.meta.url)
  .href;

/** Command that runs a loop, without its arguments repository and kind. */
const LOOP_CHILD_COMMAND = [process.execPath, '--import', REGISTER, CHILD] as const;

/** End of a loop's process. */
export interface LoopEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly durationMs: number;
  readonly output: string;
}

/** Time of a loop's kill: milliseconds after its first line, or as soon as the condition holds. */
export type KillTrigger = number | ((project: HypothesisProject) => boolean);

const LOOK_MS = 5;

/** Runs a loop; a loop that was killed is resumed. */
export async function runOptimizationLoopChild(
  project: HypothesisProject,
  kind: LoopKind,
  killAt: KillTrigger | null = null,
): Promise<LoopEnd> {
  const { root, cache } = project;
  const child = spawn(LOOP_CHILD_COMMAND[0], [...LOOP_CHILD_COMMAND.slice(1), root, kind], {
    env: { ...process.env, PERF_HARNESS_CACHE: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let begun = 0;
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (text) => {
    if (begun === 0) {
      begun = performance.now();
      if (typeof killAt === 'number') timer = setTimeout(() => child.kill('SIGKILL'), killAt);
      if (typeof killAt === 'function') {
        timer = setInterval(() => killAt(project) && child.kill('SIGKILL'), LOOK_MS);
      }
    }
    output += text;
  });
  child.stderr.on('data', (text) => {
    output += text;
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      clearInterval(timer);
      resolve({ code, signal, durationMs: performance.now() - begun, output });
    });
  });
}

/** Result of a loop, the same for the same input. */
export interface LoopOutcome {
  readonly applied: readonly (readonly string[])[];
  /** Tree of the last branch. */
  readonly tree: string;
}

export function readLoopOutcome(root: string, kind: LoopKind): LoopOutcome {
  const { cycles } = JSON.parse(readFileSync(loopStateFile(root, kind), 'utf8')) as {
    readonly cycles: readonly {
      readonly hypotheses_applied: readonly string[];
      readonly branch: string;
    }[];
  };
  const branch = cycles.findLast((cycle) => cycle.branch !== null)?.branch ?? 'HEAD';
  return {
    applied: cycles.map(({ hypotheses_applied: applied }) => applied),
    tree: readBranchTree(root, branch),
  };
}

/** Returns the user's files and repository, without what a loop stores until resumed. */
export function digestUserFiles(root: string): Readonly<Record<string, string>> {
  const isOurs = /^\.optimization\/|^\.git\/worktrees\//u;
  return Object.fromEntries(
    Object.entries(digestProject(root)).filter(([path]) => !isOurs.test(path)),
  );
}

/** Ids of processes that work in a folder, or below it. */
export function findProcessesInFolder(folder: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid)) return false;
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        return false;
      }
    });
}
