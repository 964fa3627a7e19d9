/**
 * The launcher of Linux: starts commands for the executor and reports what the kernel accounted for
 * them. It is a separate process because it blocks in the kernel while a command runs, which keeps
 * the event loop out of the measured time. See docs/decisions on the command launcher.
 */
import { constants } from 'node:os';
import { pathInspector } from '../../../host/path-inspector.ts';
import { prepareMemoryRelease } from '../../../host/platform/linux/release-resident-memory.ts';
import { POSIX_PROGRAM_STARTER } from '../../../host/platform/posix-program-starter.ts';
import { TREE_VARIABLE } from '../../../host/process/process-tree-environment-variable.ts';
import { findCommandProgram } from './find-command-program.ts';
import {
  type AccountingSource,
  type CommandEnvironment,
  formatOutputMarker,
  type LauncherRequest,
  type LauncherResponse,
} from './launcher-messages.ts';
import type { Libc } from './libc-bindings.ts';
import { killChildren, runCommand } from './spawn-command-and-read-kernel-accounting.ts';
import { openStderrPipe, type StderrPipe } from './stderr-pipe.ts';

const means = { files: pathInspector, programs: POSIX_PROGRAM_STARTER };
const token = process.argv[2] ?? '';

interface Kernel {
  readonly libc: Libc;
  readonly catPath: string;
  readonly releaseMemory: () => void;
}

let kernel: Kernel | undefined;
let errorOutput: StderrPipe | undefined;

const accounting = await openKernel();
process.on('message', (question: LauncherRequest) => answer(reply(question)));
process.on('disconnect', leave);
// The launcher is stopped by a signal to its whole tree, and a command may signal its own process
// group, which includes the launcher. In both cases the current run ends first.
process.on('SIGTERM', leave);
kernel?.libc.letInterrupt(constants.signals.SIGTERM);
answer({ type: 'ready', accounting });

function answer(message: LauncherResponse): void {
  process.send?.(message);
}

async function openKernel(): Promise<AccountingSource> {
  const cat = findCommandProgram(means, { type: 'argv', argv: ['cat'] }, '/', {
    PATH: process.env.PATH ?? '',
  });
  if (cat.type === 'missing') return none('`cat`, which relays the output of commands, is missing');
  try {
    const { loadLibc } = await import('./libc-bindings.ts');
    const libc = loadLibc();
    if (!libc.becomeSubreaper())
      return none('this process is not permitted to adopt orphaned processes');
    kernel = { libc, catPath: cat.path, releaseMemory: prepareMemoryRelease(libc.adviseUnneeded) };
    return { type: 'kernel' };
  } catch (error) {
    return none(`the C library could not be called: ${(error as Error).message}`);
  }
}

function none(reason: string): AccountingSource {
  return { type: 'none', reason };
}

function reply(question: LauncherRequest): LauncherResponse {
  switch (question.type) {
    case 'run':
      return run(question);
    case 'sweep':
      sweep();
      return { type: 'swept' };
  }
}

function run(question: Extract<LauncherRequest, { type: 'run' }>): LauncherResponse {
  if (kernel === undefined) throw new TypeError('run requested without kernel access');
  const { cwd, env, serial } = question;
  const found = findCommandProgram(means, question.command, cwd, env);
  if (found.type === 'missing') return { type: 'not-started', problem: found.problem };
  const { libc, catPath, releaseMemory } = kernel;
  if (!errorOutput?.isAlive()) {
    errorOutput?.close();
    errorOutput = openStderrPipe(libc, catPath);
  }
  errorOutput.writeLine(formatOutputMarker(token, 'begin', serial));
  const outcome = runCommand(
    { path: found.path, argv: found.argv, env: environmentList(env), cwd },
    { libc, errorOutput, releaseMemory },
  );
  errorOutput.writeLine(`\n${formatOutputMarker(token, 'end', serial)}`);
  return outcome;
}

/** Adds the marker of this launcher's process tree, to find anything the command starts. */
function environmentList(env: CommandEnvironment): readonly string[] {
  const marked = { ...env, [TREE_VARIABLE]: process.env[TREE_VARIABLE] ?? '' };
  return Object.entries(marked).map(([name, value]) => `${name}=${value}`);
}

function sweep(): void {
  if (kernel === undefined) return;
  killChildren(kernel.libc, new Set(errorOutput === undefined ? [] : [errorOutput.readerPid]));
}

function leave(): void {
  sweep();
  process.exit(0);
}
