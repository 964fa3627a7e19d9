import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDraws } from './random-draws.ts';
import { runInShell } from './run-in-shell.ts';

export interface PlantedCommit {
  /** `14:08`, in UTC on the day of the incident. */
  readonly at: string;
  readonly message: string;
  readonly files: Readonly<Record<string, string>>;
  readonly tag?: string;
}

/** The day that planted incidents happen on. */
export const INCIDENT_DAY = '2026-11-24';

/** Flags of the four hours around planted incidents. */
export const INCIDENT_TIME = [
  ...['--since', `${INCIDENT_DAY}T12:00Z`],
  ...['--until', `${INCIDENT_DAY}T16:00Z`],
];

/** Arguments of `investigate` for that time, of which each value of a list is a flag of its own. */
export function investigateArguments(
  flags: Readonly<Record<string, string | readonly string[]>>,
): readonly string[] {
  const rest = Object.entries(flags).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [`--${name}`, value]),
  );
  return ['investigate', ...INCIDENT_TIME, ...rest];
}

/** Milliseconds since 1970 of a time of that day: `14:15`. */
export function incidentTime(clock: string): number {
  return Date.parse(`${INCIDENT_DAY}T${clock}:00Z`);
}

/** Creates a repository whose commits have these dates. */
export function createDatedRepository(commits: readonly PlantedCommit[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-incident-'));
  const git = (at: string, ...args: readonly string[]): void => {
    const date = `${INCIDENT_DAY}T${at}:00Z`;
    const { code, stderr } = runInShell({
      file: 'git',
      args: ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args],
      cwd: folder,
      env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
    if (code !== 0) throw new Error(stderr);
  };
  git('00:00', 'init', '--quiet', '--initial-branch=main');
  for (const { at, message, files, tag } of commits) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    git(at, 'add', '--all');
    git(at, 'commit', '--quiet', '--allow-empty', '-m', message);
    if (tag !== undefined) git(at, 'tag', '--annotate', '-m', tag, tag);
  }
  return folder;
}

export interface PlantedTraffic {
  readonly from: string;
  readonly until: string;
  /** Requests a minute at a moment, by endpoint. */
  readonly rate: (at: number) => Readonly<Record<string, number>>;
  /** 95th percentile in milliseconds, by moment and endpoint. */
  readonly p95: (at: number, endpoint: string) => number;
  readonly errors?: (at: number, endpoint: string) => number;
  readonly seed?: number;
}

/** Ratio of the 95th percentile to the median of drawn values. */
const SPREAD = 2.5;
/** Standard deviations at the 95th percentile of a normal distribution. */
const Z95 = 1.6449;

/** Lines of nginx's combined format with the request time, drawn from a log-normal distribution. */
export function createAccessLog({
  from,
  until,
  rate,
  p95,
  errors,
  seed = 1,
}: PlantedTraffic): string {
  const { uniform: draw } = createDraws(seed);
  const lines: string[] = [];
  for (let minute = incidentTime(from); minute < incidentTime(until); minute += 60_000) {
    const due = Object.entries(rate(minute)).flatMap(([endpoint, count]) =>
      Array.from({ length: count }, () => ({ endpoint, at: minute + Math.floor(draw() * 60_000) })),
    );
    for (const { endpoint, at } of due.toSorted((a, b) => a.at - b.at)) {
      const normal = Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
      const ms = (p95(at, endpoint) / SPREAD) * Math.exp((Math.log(SPREAD) / Z95) * normal);
      const status = draw() < (errors?.(at, endpoint) ?? 0) ? 500 : 200;
      lines.push(
        `10.0.0.7 - - [${common(at)}] "GET ${endpoint} HTTP/1.1" ${status} 512 "-" "k6/1.0" ${(ms / 1000).toFixed(3)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function common(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

/** Returns lines such as `2026-11-24T14:10:00Z web-1 cpu_usage 90`, one a minute. */
export function createResourceLog(
  from: string,
  until: string,
  series: Readonly<Record<string, (at: number) => number>>,
  seed = 1,
): string {
  const { uniform: draw } = createDraws(seed);
  const lines: string[] = [];
  for (let at = incidentTime(from); at < incidentTime(until); at += 60_000) {
    for (const [name, value] of Object.entries(series)) {
      const noisy = value(at) * (1 + 0.06 * (draw() - 0.5));
      lines.push(`${new Date(at).toISOString()} web-1 ${name} ${noisy.toFixed(1)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
