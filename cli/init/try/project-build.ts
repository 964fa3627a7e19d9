import { join } from 'node:path';
import { describeEnd } from '../../../harness/host/process/describe-end.ts';
import type { Host } from '../../../harness/host.ts';
import { describeProblem, type Remedies } from './what-it-needs.ts';

/** A build may take this long. */
const LIMIT_MS = 240_000;
/** What builds write. */
const OUTPUT = /^(?:dist|build|lib|out|\.next|\.output|.*\.tsbuildinfo)$/u;

/** The build of a project, which is run once at the most. */
export interface ProjectBuild {
  readonly command: readonly [string, ...string[]];
  /** Why it failed; null: it has worked. */
  readonly run: (signal: AbortSignal) => Promise<string | null>;
  /** Takes away what it has written; what was there before is the user's. */
  readonly discard: () => void;
}

export function projectBuild(
  host: Host,
  root: string,
  command: readonly [string, ...string[]],
  remedies: Remedies,
): ProjectBuild {
  const { files, terminal } = host;
  let before: ReadonlySet<string> | null = null;
  let result: Promise<string | null> | null = null;
  const text = command.join(' ');
  const build = async (signal: AbortSignal): Promise<string | null> => {
    terminal.err(`  it needs a build: running "${text}" …\n`);
    const [file, ...args] = command;
    const built = await host.processes.exec({ file, args, cwd: root, timeoutMs: LIMIT_MS, signal });
    if (!built.timedOut && built.exit.type === 'code' && built.exit.code === 0) return null;
    const how = `its build, "${text}", ${describeEnd(built, LIMIT_MS)}`;
    return describeProblem(how, `${built.stdout}\n${built.stderr}`, { ...remedies, build: null });
  };
  return {
    command,
    run: (signal) => {
      before ??= new Set(files.list(root));
      result ??= build(signal);
      return result;
    },
    discard: () => {
      for (const name of before === null ? [] : files.list(root)) {
        if (OUTPUT.test(name) && !before?.has(name)) files.remove(join(root, name));
      }
    },
  };
}
