import { basename, extname, resolve } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type {
  ConfiguredProgram,
  ConfiguredPrograms,
} from '../../harness/scenario/schema/optimize-schema.ts';
import type { ProgramSettings, Programs } from '../../plugins/hypotheses/program-settings.ts';
import { type OptimizeFlags, readDuration } from './optimize-flags.ts';

/** Options of the command line that say who proposes and who reviews. */
export type ProgramFlags = Pick<
  OptimizeFlags,
  'generator' | 'reviewer' | 'builtIn' | 'replay' | 'allowNetwork' | 'passEnv' | 'programTimeout'
>;

/** What starts another program: the name of the latter says more. */
const STARTERS = /^(node|deno|bun|python3?|npx|env|sh|bash|exec)$/u;

/**
 * Whom the command line names, with what the configuration says of the rest; null: it names nobody.
 * @throws UserError where nobody would be left to propose, or a flag has nothing to be about.
 */
export function namedPrograms(
  host: Host,
  flags: ProgramFlags,
  configured: ConfiguredPrograms,
): Programs | null {
  const { generator, reviewer, builtIn = true, replay } = flags;
  const isSaid = generator ?? reviewer ?? replay;
  if (isSaid === undefined && builtIn) {
    refuseAlone(flags, configured);
    return null;
  }
  const ways = readWays(flags);
  const fromLine = (texts: readonly string[]): readonly ConfiguredProgram[] =>
    texts.map((text) => ({ command: { type: 'shell', text }, id: null, ...NOTHING }));
  const programs = usualPrograms(
    {
      builtIn: builtIn && configured.builtIn,
      generators: generator === undefined ? configured.generators : fromLine(generator),
      reviewers: reviewer === undefined ? configured.reviewers : fromLine(reviewer),
    },
    ways,
  );
  if (!programs.built_in && programs.generators.length === 0) throw nobodyProposes();
  return { ...programs, replay: replay === undefined ? null : replayFolder(host, replay) };
}

/** Whom the configuration names. @throws UserError where nobody would be left to propose. */
export function usualPrograms(
  { builtIn, generators, reviewers }: ConfiguredPrograms,
  ways: Partial<ConfiguredProgram> = {},
): Programs {
  if (!builtIn && generators.length === 0) throw nobodyProposes();
  return {
    built_in: builtIn,
    generators: settingsOf(generators.map((one) => ({ ...one, ...ways }))),
    reviewers: settingsOf(reviewers.map((one) => ({ ...one, ...ways }))),
    replay: null,
  };
}

const NOTHING = { timeoutMs: null, network: false, env: [] } as const;

/** What the command line says of every program. */
function readWays({ allowNetwork, passEnv, programTimeout }: ProgramFlags) {
  const timeoutMs = readDuration('--program-timeout', programTimeout);
  return {
    ...(allowNetwork && { network: true }),
    ...(passEnv !== undefined && { env: readNames(passEnv) }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !/^[A-Za-z_]\w*$/u.test(name));
  if (wrong === undefined) return names;
  throw new UserError({
    code: 'bad-option',
    message: `--pass-env "${text}" cannot be read: it takes names of variables with commas between them.`,
  });
}

function settingsOf(programs: readonly ConfiguredProgram[]): ProgramSettings[] {
  const taken = new Set<string>();
  return programs.map(({ command, id, timeoutMs, network, env }) => {
    const wanted = id ?? nameOf(command);
    let free = wanted;
    for (let serial = 2; taken.has(free); serial += 1) free = `${wanted}-${serial}`;
    taken.add(free);
    return {
      id: free,
      command: argvOf(command),
      ...{ network, env: [...env] },
      ...(timeoutMs !== null && { timeout_ms: timeoutMs }),
    };
  });
}

function argvOf(command: CommandLine): [string, ...string[]] {
  return command.type === 'shell' ? ['sh', '-c', command.text] : [...command.argv];
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
  { allowNetwork, passEnv, programTimeout }: ProgramFlags,
  { generators, reviewers }: ConfiguredPrograms,
): void {
  const alone = [
    ...(allowNetwork ? ['--allow-network'] : []),
    ...(passEnv === undefined ? [] : ['--pass-env']),
    ...(programTimeout === undefined ? [] : ['--program-timeout']),
  ][0];
  if (alone === undefined) return;
  const isConfigured = generators.length + reviewers.length > 0;
  throw new UserError({
    code: 'bad-option',
    message: isConfigured
      ? `${alone} is about programs of the command line; those of the configuration say it themselves.`
      : `${alone} is about programs, and none is named.`,
    remedy: 'Name one with --generator or --reviewer.',
  });
}

function nobodyProposes(): UserError {
  return new UserError({
    code: 'no-generator',
    message:
      'Nobody is left to propose changes: the built-in generator is left out, and no other is named.',
    remedy: 'Name a program with --generator, or leave --no-built-in out.',
  });
}
