import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addNodeFlags } from '../../harness/executors/node/node-command-flags.ts';
import type { InstalledPackage } from '../../harness/host/installed-package.ts';
import { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type {
  AttachedProfiler,
  ProfileResult,
  Profiler,
  TimeInterval,
} from '../../harness/model/program/profiler.ts';
import {
  createProfiledEnvironment,
  readProgramStarts,
} from '../tool/profiled-program-environment.ts';
import { runProfilerAnalysis } from '../tool/run-profiler-analysis.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { readZeroXTicks } from './read-zero-x-ticks.ts';

/** A log of a minute of full load is read in some ten seconds. */
const READ_LIMIT_MS = 120_000;
/** Folder of perf-harness, whose code in the measured process does not belong to the program. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Creates the profiler 0x: V8 logs its ticks (`--prof`), and 0x reads the log. Its command line
 * would do both within the tree of the measured program, where reading counts as the program's work
 * and is ended with it when the server is stopped. So the program runs with 0x's flags, and 0x's
 * own reader runs after the program has ended.
 * @param id - As in `Profile.tool`; clinic's flame is 0x under another name.
 */
export function createZeroXProfiler(host: Host, zeroX: InstalledPackage, id = '0x'): Profiler {
  return {
    id,
    attach: (folder, nodeOptions): AttachedProfiler => {
      let node = 'node';
      return {
        env: createProfiledEnvironment(folder, nodeOptions),
        wrap: (command) => {
          if (command.type === 'argv') [node] = command.argv;
          return addNodeFlags(command, ['--prof', `--logfile=${join(folder, '%p-v8.log')}`]);
        },
        read: (stretch) => readLog(host, { zeroX, id, folder, node }, stretch),
      };
    },
  };
}

async function readLog(
  host: Host,
  from: {
    readonly zeroX: InstalledPackage;
    readonly id: string;
    readonly folder: string;
    readonly node: string;
  },
  { fromMs }: TimeInterval,
): Promise<ProfileResult> {
  const { zeroX, id, folder, node } = from;
  const [first] = readProgramStarts(host, folder).filter(({ log }) => log !== null);
  if (first === undefined || first.log === null) throw new UnitFailure(NO_LOG);
  const target = join(folder, 'ticks.json');
  // Before the stretch there is only the start of a server, and after it only its end.
  const delayMs = Math.max(0, Math.round(fromMs - first.startMs));
  await runProfilerAnalysis(host, {
    tool: id,
    file: process.execPath,
    args: [
      childModule(import.meta.url, './read-v8-log-with-zero-x-child'),
      zeroX.folder,
      join(folder, first.log),
      node,
      String(delayMs),
      target,
    ],
    cwd: folder,
    timeoutMs: READ_LIMIT_MS,
  });
  const profile = { ...readOwn(id, host.files.read(target) ?? ''), tool: id };
  if (profile.tree.of.length === 0) throw new UnitFailure(NO_TICKS);
  const logs = host.files.list(folder).filter((name) => name.endsWith('-v8.log')).length;
  return { profile, lost: 0, findings: logs > 1 ? [ONLY_FIRST_THREAD] : [] };
}

function readOwn(id: string, text: string): ReturnType<typeof readZeroXTicks> {
  try {
    return readZeroXTicks(text, OWN);
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    const message = `the ${id} output for the V8 log cannot be read: ${error.message}`;
    throw new UnitFailure({ reason: 'protocol', message });
  }
}

const ONLY_FIRST_THREAD: Finding = {
  id: 'profile-incomplete',
  level: 'warning',
  message:
    '0x reads only the log of the main thread, so work on worker threads is missing from the profile.',
  remedy: 'Profile without `--with` to cover all threads and processes.',
};

const NO_LOG = {
  reason: 'protocol',
  message: 'the program left no V8 log',
  remedy:
    'Check that the program runs on Node.js 20.6 or later, is started directly, as in `node server.js`, and preserves NODE_OPTIONS.',
} as const;

const NO_TICKS = {
  reason: 'protocol',
  message: 'the V8 log has no ticks within the measurement window',
  remedy: 'Measure for longer; V8 records ticks only while a thread is busy.',
} as const;
