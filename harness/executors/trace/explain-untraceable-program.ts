import { isAbsolute } from 'node:path';
import type { CommandLine, Scenario } from '../../model/scenario/scenario.ts';
import { isNodeCommand } from '../node/node-command-flags.ts';

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
