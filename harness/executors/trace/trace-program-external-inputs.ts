import { isAbsolute, join } from 'node:path';
import { preloadFlag } from '../../host/process/preload-into-node.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import type { CommandLine, Scenario } from '../../model/scenario/scenario.ts';
import { isNodeCommand } from '../node/node-command-flags.ts';
import { TRACED_PROGRAM_VARIABLES } from './traced-program-messages.ts';

/** Flags of Node.js that have a program traced. */
export const TRACE_FLAGS: readonly string[] = [
  '--permission-audit',
  preloadFlag(import.meta.url, './traced-program-preload'),
];

/**
 * Runs a program and returns the inputs it reads, or why they cannot be traced. @param folder - Its
 * own.
 * @param run - Starts it.
 */
export async function traceProgramInputs(
  host: Host,
  folder: string,
  run: (variables: Readonly<Record<string, string>>) => Promise<void>,
): Promise<InputTrace> {
  const [file, note] = [join(folder, 'inputs.json'), join(folder, 'why-it-ended')];
  let failure = 'the program ended before it could report what it reads';
  try {
    await run({
      [TRACED_PROGRAM_VARIABLES.file]: file,
      [TRACED_PROGRAM_VARIABLES.note]: note,
      // The compile cache of Node.js is keyed by content, and using it would write files.
      NODE_DISABLE_COMPILE_CACHE: '1',
    });
  } catch (error) {
    if (!(error instanceof UnitFailure)) throw error;
    failure = /bad option: --permission-audit/u.test(error.failure.output ?? '')
      ? 'the Node.js version in use does not report what a program reads'
      : `it failed: ${error.failure.message}`;
  }
  const reason = host.files.read(note);
  if (reason !== null) return { state: 'untraceable', reason };
  const text = failure.startsWith('it failed') ? null : host.files.read(file);
  return text === null
    ? { state: 'untraceable', reason: failure }
    : (JSON.parse(text) as InputTrace);
}

/** Flags that name no file and have no effect beyond what a trace can observe. */
const HARMLESS =
  /^--(?:expose[-_]gc|(?:max|min|initial|stack)[-_][\w-]+=\d+|no[-_](?:warnings|deprecation|opt)|enable[-_]source[-_]maps|conditions=[\w-]+|jitless|predictable|single[-_]threaded)$/u;
/** Variables through which files are read before any code runs, or without its involvement. */
const NAMES_FILE =
  /^(?:LD_\w+|DYLD_\w+|NODE_ICU_DATA|OPENSSL_CONF|OPENSSL_MODULES|NODE_REDIRECT_WARNINGS)$/u;

interface Started extends Pick<Scenario, 'env' | 'prepare'> {
  /** Arguments of Node.js, before the script. */
  readonly nodeArgs: readonly string[];
}

/** Returns the reason why a unit's way of starting prevents tracing; null if it does not. */
export function explainUntraceableStart(
  { nodeArgs, env, prepare }: Started,
  inherited: Readonly<Record<string, string | undefined>>,
): string | null {
  if (prepare !== null) return 'the program is built beforehand, and two builds may differ';
  const all = { ...inherited, ...env };
  const words = [...nodeArgs, ...(all.NODE_OPTIONS ?? '').split(/\s+/u)];
  const flag = words.find((word) => word !== '' && !HARMLESS.test(word));
  if (flag !== undefined) return `the program is started with ${flag}`;
  // Inherited variables with an absolute path mean the same file on both sides.
  const isOwn = (key: string): boolean => env[key] !== undefined || !isAbsolute(all[key] ?? '');
  const name = Object.keys(all).find((key) => NAMES_FILE.test(key) && all[key] && isOwn(key));
  return name === undefined ? null : `the environment variable ${name} refers to files`;
}

/** Returns why a started program cannot be traced, given the rest of its scenario; null: it can. */
export function explainUntraceableProgram(
  command: CommandLine,
  scenario: Pick<Scenario, 'env' | 'prepare' | 'hooks'>,
  inherited: Readonly<Record<string, string | undefined>>,
): string | null {
  if (command.type === 'shell' || !isNodeCommand(command))
    return 'the command is not `node` itself';
  const words = command.argv.slice(1);
  const script = words.findIndex((word) => !word.startsWith('-'));
  if (script === -1) return 'the command has no script';
  if (scenario.hooks.length > 0) return 'the scenario has hooks, which run alongside the program';
  return explainUntraceableStart({ ...scenario, nodeArgs: words.slice(0, script) }, inherited);
}
