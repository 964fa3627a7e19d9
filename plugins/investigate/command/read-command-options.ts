import { resolve } from 'node:path';
import {
  type Config,
  type Flags,
  type Host,
  optionError,
  readMoment,
  toMoment,
} from 'perf-harness/plugin';
import type { ResolutionInput } from '../closing/close-investigation.ts';
import type { InvestigationReport } from '../document/investigation-document.ts';
import type {
  CLOSE_OPTIONS,
  INVESTIGATE_OPTIONS,
  VERIFY_OPTIONS,
} from './investigate-command-options.ts';

type Incident = InvestigationReport['incident'];

export type InvestigateOptions = ReturnType<typeof readInvestigateOptions>;
export type VerifyOptions = ReturnType<typeof readVerifyOptions>;
/** Pattern of access logs: the text of an nginx `log_format` or Apache `LogFormat`, or an absolute file with some. */
type LogFormatOption = { readonly text: string } | { readonly file: string } | null;
type MaterialFlags = Pick<
  Flags<typeof VERIFY_OPTIONS>,
  'logs' | 'metrics' | 'logFormat' | 'map' | 'repo' | 'deploys'
>;

const PRIORITIES: Readonly<Record<Incident['environment'], Incident['priority']>> = {
  production: 'HIGH',
  staging: 'MEDIUM',
  development: 'LOW',
};
const MAP_FIELDS = ['time', 'value', 'endpoint', 'status', 'match'];

/** @throws UserError where the time is missing, and for invalid flags. */
export function readInvestigateOptions(
  host: Host,
  config: Config,
  words: Flags<typeof INVESTIGATE_OPTIONS>,
) {
  const now = host.clock.now();
  const until = words.until === undefined ? now.getTime() : readMoment('--until', words.until, now);
  if (words.since === undefined)
    throw optionError(
      'investigate needs the period to analyse; --since is missing.',
      'Start an hour or more before the slowdown, so that there is something to compare with: --since 2026-11-24T12:00Z --until 2026-11-24T16:00Z',
    );
  const since = readMoment('--since', words.since, now);
  if (since >= until) throw optionError('--since is not before --until, so the period is empty.');
  const { environment = 'production' } = words;
  return {
    incident: {
      service: words.service ?? config.root.split(/[\\/]/u).at(-1) ?? 'service',
      since: new Date(since).toISOString(),
      until: new Date(until).toISOString(),
      trigger: words.trigger ?? null,
      environment,
      priority: PRIORITIES[environment],
      started_at: now.toISOString(),
    },
    namedService: words.service ?? null,
    ...readIncidentMaterial(host, words),
    configs: (words.settings ?? []).map((word) => readPair(host, word)),
    reproduce: words.reproduce ?? null,
  };
}

/** @throws UserError for a missing file, and for a format that cannot be read. */
function readIncidentMaterial(host: Host, words: MaterialFlags) {
  const metrics = filesOf(host, words.metrics ?? []);
  return {
    logs: [...filesOf(host, words.logs ?? []), ...metrics],
    metrics,
    logFormat: readLogFormat(host, words.logFormat),
    map: words.map === undefined ? null : readMap(words.map),
    repo: resolve(host.cwd, words.repo ?? '.'),
    deploys: words.deploys === undefined ? null : resolve(host.cwd, words.deploys),
  };
}

/** Lists the given files, all files of a folder, or the files matching a glob. */
function filesOf(host: Host, places: readonly string[]): readonly string[] {
  return places.flatMap((place) => {
    const found = host.files.isFile(resolve(host.cwd, place))
      ? [resolve(host.cwd, place)]
      : host.files.named(place, host.cwd, '**/*').filter((path) => host.files.isFile(path));
    if (found.length > 0) return found;
    throw optionError(`There is no file at ${place}.`);
  });
}

function readLogFormat(host: Host, word: string | undefined): LogFormatOption {
  if (word === undefined) return null;
  const file = resolve(host.cwd, word);
  if (host.files.isFile(file)) return { file };
  if (/\$\{?\w|%\S/u.test(word)) return { text: word };
  throw optionError(
    `--log-format takes an nginx log_format, with its $variables, an Apache LogFormat, with its %directives, or a file that contains either; found "${word}".`,
  );
}

function readMap(word: string): Readonly<Record<string, string>> {
  const pairs = word.split(',').map((pair) => pair.split('='));
  const wrong = pairs.find(([name, value]) => !MAP_FIELDS.includes(name ?? '') || !value);
  if (wrong === undefined) return Object.fromEntries(pairs.map(([name, value]) => [name, value]));
  throw optionError(
    `--map takes ${MAP_FIELDS.join(', ')}, each with a field name or a word position; found "${wrong.join('=')}".`,
    'For example: --map time=1,value=4,match=response_time',
  );
}

function readPair(host: Host, word: string): { readonly before: string; readonly after: string } {
  const [before = '', after = ''] = word.split('..').length === 2 ? word.split('..') : [];
  const [old, fresh] = [resolve(host.cwd, before), resolve(host.cwd, after)];
  if (before !== '' && after !== '' && host.files.isFile(old) && host.files.isFile(fresh))
    return { before: old, after: fresh };
  throw optionError(
    `--settings takes two configuration files, before and after; found "${word}".`,
    'For example: --settings config/production.yml.backup..config/production.yml',
  );
}

/** Material of `investigate verify`. */
/** @throws UserError where the moment of the fix or the logs are missing, and for invalid flags. */
export function readVerifyOptions(host: Host, words: Flags<typeof VERIFY_OPTIONS>) {
  if (words.after === undefined || words.after.trim() === '')
    throw optionError(
      'investigate verify needs the time when the fix took effect; --after is missing.',
      'Pass a time or a git ref: --after 2026-11-24T16:05Z, or --after v1.4.2',
    );
  const material = readIncidentMaterial(host, words);
  if (material.logs.length === 0)
    throw optionError(
      'investigate verify needs logs recorded after the fix; no logs were given.',
      'Pass the logs with --logs access.log, and resource metrics with --metrics system.log',
    );
  const now = host.clock.now();
  const at = toMoment(words.after, now);
  if (at !== null && at > now.getTime())
    throw optionError(`--after is in the future: "${words.after}".`);
  /** Milliseconds since 1970, or a git ref. */
  const after: { readonly at: number } | { readonly ref: string } =
    at === null ? { ref: words.after } : { at };
  return { ...material, after, fix: words.fix ?? null };
}

/** @throws UserError where no cause is given. */
export function readCloseOptions(
  host: Host,
  words: Flags<typeof CLOSE_OPTIONS>,
): Omit<ResolutionInput, 'now'> {
  const cause = words.cause?.trim() ?? '';
  if (cause === '')
    throw optionError(
      'investigate close needs the cause; --cause is missing.',
      'Give the rank or a description: --cause 1, or --cause "the disk of the replica was full"',
    );
  const now = host.clock.now();
  const resolvedAt =
    words.resolved === undefined ? null : readMoment('--resolved', words.resolved, now);
  if (resolvedAt !== null && resolvedAt > now.getTime())
    throw optionError(`--resolved is in the future: "${words.resolved}".`);
  return {
    cause: /^\d{1,4}$/u.test(cause) ? Number(cause) : cause,
    resolvedAt,
    learned: words.learned ?? [],
  };
}
