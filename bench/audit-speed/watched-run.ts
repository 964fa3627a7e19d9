import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a command took, with all that it started. */
export interface WatchedRun {
  readonly seconds: number;
  /** Of the largest of its processes at its peak, as the kernel counts it. */
  readonly megabytes: number;
  /** false: it was ended at the limit. */
  readonly isDone: boolean;
  readonly stdout: string;
}

/** Between two looks at how large the processes are; the kernel keeps the peak of each. */
const LOOK_MS = 50;

/** Runs a command and looks at its processes while it runs. */
export function watchRun(
  file: string,
  args: readonly string[],
  {
    cwd,
    env = {},
    limitMs,
  }: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly limitMs: number;
  },
): Promise<WatchedRun> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { pid } = child;
    if (pid === undefined) return void child.on('error', reject);
    let [peak, isDone, stdout] = [0, true, ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const looks = setInterval(() => {
      peak = Math.max(peak, ...peaksOf(pid));
    }, LOOK_MS);
    const limit = setTimeout(() => {
      isDone = false;
      process.kill(-pid, 'SIGKILL');
    }, limitMs);
    child.on('close', () => {
      clearInterval(looks);
      clearTimeout(limit);
      resolve({ seconds: (performance.now() - started) / 1_000, megabytes: peak, isDone, stdout });
    });
  });
}

/** Peaks of the processes of a session, megabytes. */
function peaksOf(session: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      try {
        const after = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /su, '')
          .split(' ');
        if (Number(after[3]) !== session) return [];
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        return [Number(/VmHWM:\s*(\d+)/u.exec(status)?.[1] ?? 0) / 1_000];
      } catch {
        return [];
      }
    });
}
