import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type {
  IncidentChange,
  InvestigationReport,
} from '../../plugins/investigate/document/investigation-document.ts';
import { ROOT } from '../built-package.ts';
import type { PlantedIncident } from './planted-incidents.ts';
import type { RecordedIncident } from './record-incident.ts';

/** Optional sources of an investigation; the access log is always available. */
export const INVESTIGATION_SOURCES = ['repository', 'metrics', 'deployments'] as const;
export type InvestigationSource = (typeof INVESTIGATION_SOURCES)[number];

/** Investigation of a recorded incident compared with the planted cause. */
export interface JudgedInvestigation {
  /** Place of the right cause, from 1; null: not among the causes. */
  readonly place: number | null;
  readonly conclusion: InvestigationReport['conclusion'];
  readonly isWronglyEstablished: boolean;
  /** Seconds from the planted time to the detected onset; null: none was detected. */
  readonly offSeconds: number | null;
  /** Titles of the top-ranked causes, for people. */
  readonly titles: readonly string[];
}

const LIMIT_MS = 120_000;
const MOST_TITLES = 3;
/** Length of an interval in an investigation of some minutes. */
const INTERVAL_MS = 10_000;

/** Investigates through the command line, with all sources or without one of them. */
export async function investigateRecording(
  folder: string,
  planted: PlantedIncident,
  recorded: RecordedIncident,
  without: InvestigationSource | null,
): Promise<JudgedInvestigation> {
  const logs = ['access.log', 'shop.jsonl', 'postgresql.log', 'nginx-error.log'].filter((name) =>
    isThere(join(folder, name)),
  );
  const has = (source: InvestigationSource): boolean => source !== without;
  // Only whole intervals count, since the last interval may be cut off by the shutdown of the
  // stack.
  const end = Math.floor(Date.parse(recorded.until) / INTERVAL_MS) * INTERVAL_MS;
  const until = new Date(end).toISOString();
  const args = [
    'investigate',
    '--since',
    recorded.since,
    '--until',
    until,
    '--service',
    'shop',
    ...logs.flatMap((name) => ['--logs', name]),
    ...(has('metrics') ? ['--metrics', 'metrics.prom'] : []),
    '--repo',
    has('repository') ? 'shop' : 'nginx',
    ...(has('deployments') && has('repository') ? ['--deploys', 'deploys.csv'] : []),
    '--reporter',
    'json',
  ];
  const options = { cwd: folder, timeout: LIMIT_MS, maxBuffer: 64 * 2 ** 20 };
  const said = await new Promise<string>((resolve, reject) => {
    const bin = join(ROOT, 'cli/bin.ts');
    // The exit code is ignored: it is 1 if something got worse, which is expected here.
    execFile(process.execPath, [bin, ...args], options, (_, stdout, stderr) =>
      stdout === '' ? reject(new Error(`investigate said nothing: ${stderr}`)) : resolve(stdout),
    );
  });
  return judge(JSON.parse(said), planted, recorded);
}

/** True if the log exists and is not empty; an empty log has no information. */
function isThere(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function judge(
  { data, causes, conclusion }: InvestigationReport,
  planted: PlantedIncident,
  recorded: RecordedIncident,
): JudgedInvestigation {
  const place = causes.findIndex(({ change }) => isRight(change, planted, recorded));
  const onset = data.state === 'completed' ? data.part.onset : null;
  return {
    place: place === -1 ? null : place + 1,
    conclusion,
    isWronglyEstablished: conclusion === 'established' && place !== 0,
    offSeconds: onset === null ? null : (Date.parse(onset.at) - Date.parse(recorded.began)) / 1_000,
    titles: causes
      .slice(0, MOST_TITLES)
      .map(({ change, score, sources }) => `${change.title} (${score}: ${sources.join(', ')})`),
  };
}

function isRight(
  { title, file, commit }: IncidentChange,
  { cause }: PlantedIncident,
  recorded: RecordedIncident,
): boolean {
  if (cause === null) return false;
  if (!('file' in cause)) return cause.title.test(title);
  return commit === recorded.commit && file === cause.file && (cause.title?.test(title) ?? true);
}
