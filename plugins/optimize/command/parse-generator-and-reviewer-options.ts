import { basename, extname, resolve } from 'node:path';
import {
  type Config,
  type Flags,
  type Host,
  optionError,
  readDuration,
  UserError,
} from 'perf-harness/plugin';
import type { ProgramSettings, Programs } from '../generators/external-program-settings.ts';
import {
  type ConfiguredProgram,
  type ConfiguredPrograms,
  readSettings,
} from '../settings/read-optimize-settings.ts';
import type { OPTIMIZE_OPTIONS } from './optimize-command-options.ts';
import { parseAgentOptions, parseVariableNames } from './parse-agent-options.ts';

/** Command-line flags that select the generators and reviewers. */
export type ProgramFlags = Pick<
  Flags<typeof OPTIMIZE_OPTIONS>,
  | 'generator'
  | 'agent'
  | 'agentBudget'
  | 'reviewer'
  | 'builtIn'
  | 'replay'
  | 'allowNetwork'
  | 'passEnv'
  | 'programTimeout'
>;

/** Programs that only start another program, whose name is more informative. */
const STARTERS = /^(node|deno|bun|python3?|npx|env|sh|bash|exec)$/u;

/**
 * Resolves the programs named by flags, and fills in the rest from the configuration; null if no
 * flag selects any.
 * @throws UserError where no generator would be left, or a flag applies to no program.
 */
export function parseProgramFlags(
  host: Host,
  flags: ProgramFlags,
  configured: ConfiguredPrograms,
): Programs | null {
  const { generator, agent, reviewer, builtIn = true, replay } = flags;
  const isSaid = generator ?? agent ?? reviewer ?? replay;
  if (isSaid === undefined && builtIn) {
    refuseAlone(flags, configured);
    return null;
  }
  const ways = readWays(flags);
  const agents = parseAgentOptions(host, flags);
  const fromLine = (texts: readonly string[]): readonly ConfiguredProgram[] =>
    texts.map((text) => ({ command: { type: 'shell', text } }));
  // Whom the line names takes the place of whom the configuration names.
  const isNamed = generator !== undefined || agent !== undefined;
  const generators = isNamed ? fromLine(generator ?? []) : configured.generators;
  return {
    built_in: builtIn && configured.builtIn,
    generators: requireProposer(builtIn && configured.builtIn, [
      ...settingsOf(host, generators, ways),
      ...agents,
    ]),
    reviewers: settingsOf(
      host,
      reviewer === undefined ? configured.reviewers : fromLine(reviewer),
      ways,
    ),
    replay: replay === undefined ? null : replayFolder(host, replay),
  };
}

/**
 * Programs named on the command line, else those of the configuration.
 * @throws UserError where no generator would be left, or a flag applies to no program.
 */
export function programsOf(host: Host, flags: ProgramFlags, config: Config): Programs {
  const { programs } = readSettings(host, config);
  return parseProgramFlags(host, flags, programs) ?? resolveConfiguredPrograms(host, programs);
}

/** Resolves the configured programs. @throws UserError if no generator would be left. */
export function resolveConfiguredPrograms(
  host: Host,
  { builtIn, generators, reviewers }: ConfiguredPrograms,
): Programs {
  return {
    built_in: builtIn,
    generators: requireProposer(builtIn, settingsOf(host, generators)),
    reviewers: settingsOf(host, reviewers),
    replay: null,
  };
}

function readWays({ allowNetwork, passEnv, programTimeout }: ProgramFlags) {
  return {
    ...(allowNetwork && { network: true }),
    ...(passEnv !== undefined && { env: [...parseVariableNames(passEnv)] }),
    ...(programTimeout !== undefined && {
      timeout: readDuration('--program-timeout', programTimeout),
    }),
  };
}

function settingsOf(
  host: Host,
  programs: readonly ConfiguredProgram[],
  ways: Partial<ConfiguredProgram> = {},
): ProgramSettings[] {
  const taken = new Set<string>();
  return programs.map((program) => {
    const { command, id, timeout, network = false, env = [] } = { ...program, ...ways };
    const wanted = id ?? nameOf(command);
    let free = wanted;
    for (let serial = 2; taken.has(free); serial += 1) free = `${wanted}-${serial}`;
    taken.add(free);
    return {
      id: free,
      command: argvOf(host, command),
      network,
      env: [...env],
      ...(timeout !== undefined && { timeout_ms: timeout }),
    };
  });
}

function argvOf(host: Host, command: ConfiguredProgram['command']): [string, ...string[]] {
  return command.type === 'shell'
    ? [...host.platform.programs.shell(command.text)]
    : [...command.argv];
}

/** The file that it is about: `propose` of `node tools/propose.mjs --fast`. */
function nameOf(command: ConfiguredProgram['command']): string {
  const words = command.type === 'shell' ? command.text.split(/[\s'"|;&(){}]+/u) : command.argv;
  const files = words.filter((word) => word !== '' && !/^-|=/u.test(word)).map(fileName);
  const name = files.find((word) => !STARTERS.test(word)) ?? files[0] ?? '';
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/gu, '-');
  return plain.replace(/^-+|-+$/gu, '') || 'program';
}

function fileName(word: string): string {
  return basename(word, extname(word));
}

function replayFolder(host: Host, path: string): string {
  const folder = resolve(host.cwd, path);
  if (host.files.isFolder(folder)) return folder;
  throw new UserError({
    code: 'no-recordings',
    message: `--replay: folder ${folder} does not exist.`,
    remedy:
      "Pass a folder under .optimization/<slug>/programs/, where runs record the programs' answers.",
  });
}

/** Rejects flags about programs where none is named, since they would be ignored silently. */
function refuseAlone(
  { agentBudget, allowNetwork, passEnv, programTimeout }: ProgramFlags,
  { generators, reviewers }: ConfiguredPrograms,
): void {
  const alone = [
    ...(agentBudget === undefined ? [] : ['--agent-budget']),
    ...(allowNetwork ? ['--allow-network'] : []),
    ...(passEnv === undefined ? [] : ['--pass-env']),
    ...(programTimeout === undefined ? [] : ['--program-timeout']),
  ][0];
  if (alone === undefined) return;
  const isConfigured = generators.length + reviewers.length > 0;
  throw optionError(
    isConfigured
      ? `${alone} applies only to programs named on the command line; set it in the configuration for configured programs.`
      : `${alone} applies to programs, but no program is named.`,
    'Specify a program with --generator, --agent or --reviewer.',
  );
}

/** @throws UserError where nothing can propose changes. */
function requireProposer(isBuiltIn: boolean, generators: ProgramSettings[]): ProgramSettings[] {
  if (isBuiltIn || generators.length > 0) return generators;
  throw new UserError({
    code: 'no-generator',
    message:
      'Nothing can propose changes: the built-in generator is disabled, and no other generator is named.',
    remedy: 'Specify a program with --generator, or remove --no-built-in.',
  });
}
