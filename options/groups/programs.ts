import { basename, extname, resolve } from 'node:path';
import { thisPlatform } from '../../harness/host/platform/this-platform.ts';
import type { Host } from '../../harness/host.ts';
import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { badOption } from '../../harness/model/value/bad-option.ts';
import type {
  ConfiguredProgram,
  ConfiguredPrograms,
} from '../../harness/scenario/schema/optimize-schema.ts';
import { readLongDuration } from '../values/long-duration.ts';
import { readNames } from '../values/variable-names.ts';
import { readAgents } from './agents.ts';
import type { AskedProgram } from './asked-program.ts';

/** Who proposes changes and who reviews plans, as the loop keeps it. */
export interface AskedPrograms {
  /** Whether the built-in generator proposes too. */
  readonly built_in: boolean;
  readonly generators: AskedProgram[];
  readonly reviewers: AskedProgram[];
  /** Folder of recorded answers that are taken in place of asking; null: all are asked. */
  readonly replay: string | null;
}

/** Words of the command line that say who proposes and who reviews. */
export interface ProgramWords {
  /** Lines for the shell. */
  readonly generator?: readonly string[];
  /** Coding agents by their names. */
  readonly agent?: readonly string[];
  readonly agentBudget?: string;
  readonly reviewer?: readonly string[];
  /** false: the built-in generator is left out. */
  readonly builtIn?: boolean;
  readonly replay?: string;
  readonly allowNetwork?: boolean;
  readonly passEnv?: string;
  readonly programTimeout?: string;
}

/** What starts another program: the name of the latter says more. */
const STARTERS = /^(node|deno|bun|python3?|npx|env|sh|bash|exec)$/u;

/**
 * Whom the command line names, with what the configuration says of the rest; null: it names nobody.
 * @throws UserError where nobody would be left to propose, or a flag has nothing to be about.
 */
export function namedPrograms(
  host: Host,
  words: ProgramWords,
  configured: ConfiguredPrograms,
): AskedPrograms | null {
  const { generator, agent, reviewer, builtIn = true, replay } = words;
  const isSaid = generator ?? agent ?? reviewer ?? replay;
  if (isSaid === undefined && builtIn) {
    refuseAlone(words, configured);
    return null;
  }
  const ways = readWays(words);
  const agents = readAgents(host, words);
  const fromLine = (texts: readonly string[]): readonly ConfiguredProgram[] =>
    texts.map((text) => ({ command: { type: 'shell', text }, id: null, ...NOTHING }));
  // Whom the line names takes the place of whom the configuration names.
  const named = generator === undefined && agent === undefined ? null : fromLine(generator ?? []);
  const generators = [...withWays(named ?? configured.generators, ways), ...agents];
  const isBuiltIn = builtIn && configured.builtIn;
  if (!isBuiltIn && generators.length === 0) throw nobodyProposes();
  const reviewers = reviewer === undefined ? configured.reviewers : fromLine(reviewer);
  return {
    built_in: isBuiltIn,
    generators,
    reviewers: withWays(reviewers, ways),
    replay: replay === undefined ? null : replayFolder(host, replay),
  };
}

/** Whom the configuration names. @throws UserError where nobody would be left to propose. */
export function usualPrograms({
  builtIn,
  generators,
  reviewers,
}: ConfiguredPrograms): AskedPrograms {
  if (!builtIn && generators.length === 0) throw nobodyProposes();
  return {
    built_in: builtIn,
    generators: withWays(generators, {}),
    reviewers: withWays(reviewers, {}),
    replay: null,
  };
}

function withWays(
  programs: readonly ConfiguredProgram[],
  ways: Partial<ConfiguredProgram>,
): AskedProgram[] {
  return settingsOf(programs.map((one) => ({ ...one, ...ways })));
}

const NOTHING = { timeoutMs: null, network: false, env: [] } as const;

/** What the command line says of every program. */
function readWays({ allowNetwork, passEnv, programTimeout }: ProgramWords) {
  const timeoutMs =
    programTimeout === undefined
      ? undefined
      : readLongDuration('--program-timeout', programTimeout);
  return {
    ...(allowNetwork && { network: true }),
    ...(passEnv !== undefined && { env: readNames(passEnv) }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function settingsOf(programs: readonly ConfiguredProgram[]): AskedProgram[] {
  const taken = new Set<string>();
  return programs.map(({ command, id, timeoutMs, network, env }) => {
    const wanted = id ?? nameOf(command);
    let free = wanted;
    for (let serial = 2; taken.has(free); serial += 1) free = `${wanted}-${serial}`;
    taken.add(free);
    return {
      id: free,
      command: argvOf(command),
      network,
      env: [...env],
      ...(timeoutMs !== null && { timeout_ms: timeoutMs }),
    };
  });
}

function argvOf(command: CommandLine): [string, ...string[]] {
  return command.type === 'shell'
    ? [...thisPlatform().programs.shell(command.text)]
    : [...command.argv];
}

/** The file that it is about: `propose` of `node tools/propose.mjs --fast`. */
function nameOf(command: CommandLine): string {
  const words = command.type === 'shell' ? command.text.split(/[\s'"|;&(){}]+/u) : command.argv;
  const files = words.filter((word) => word !== '' && !/^-|=/u.test(word)).map(fileName);
  const name = files.find((word) => !STARTERS.test(word)) ?? files[0] ?? '';
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/gu, '-');
  return plain.replace(/^-+|-+$/gu, '') || 'program';
}

function fileName(word: string): string {
  return basename(word, extname(word));
}

/** @throws UserError where there is no such folder. */
function replayFolder(host: Host, path: string): string {
  const folder = resolve(host.cwd, path);
  if (host.files.isFolder(folder)) return folder;
  throw new UserError({
    code: 'no-recordings',
    message: `--replay: there is no folder ${folder}.`,
    remedy: 'Name one of .optimization/<slug>/programs/, where runs keep what programs answered.',
  });
}

/** What is said of programs where there is none would be passed over in silence. */
function refuseAlone(
  { agentBudget, allowNetwork, passEnv, programTimeout }: ProgramWords,
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
  throw badOption(
    isConfigured
      ? `${alone} is about programs of the command line; those of the configuration say it themselves.`
      : `${alone} is about programs, and none is named.`,
    'Name one with --generator, --agent or --reviewer.',
  );
}

function nobodyProposes(): UserError {
  return new UserError({
    code: 'no-generator',
    message:
      'Nobody is left to propose changes: the built-in generator is left out, and no other is named.',
    remedy: 'Name a program with --generator, or leave --no-built-in out.',
  });
}
