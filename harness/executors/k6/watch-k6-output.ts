import { followFile } from '../../host/follow-file.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import { type K6Command, TIMEOUT_MARGIN_MS } from './k6-command.ts';

/** Bytes of 25 million points; more would fill disks for temporary files, adding no information. */
const MOST_BYTES = 10e9;

export interface OutputWatch {
  /** Aborts when the output exceeds a reasonable size on disk; its reason is a `UnitFailure`. */
  readonly full: AbortSignal;
  readonly stop: () => void;
}

/** Reports the progress of a run from its output files, and aborts when it writes too much. */
export function watchK6Output(
  host: Host,
  command: K6Command,
  paths: readonly string[],
  mostBytes = MOST_BYTES,
): OutputWatch {
  const full = new AbortController();
  const startedMs = host.clock.monotonicMs();
  const { stop } = watchK6Points(paths, (soFar) => {
    if (soFar.bytes > mostBytes) full.abort(tooMuch(mostBytes));
    command.onProgress?.(progressText(soFar, host.clock.monotonicMs() - startedMs, command));
  });
  return { full: full.signal, stop };
}

/** `12 s of at most 70 s, 340 requests, 10 virtual users` */
function progressText(
  { requests, users }: PointProgress,
  elapsedMs: number,
  { timeoutMs }: K6Command,
): string {
  const seconds = (ms: number): number => Math.round(ms / 1_000);
  const most = seconds(timeoutMs - TIMEOUT_MARGIN_MS);
  const who = users === null ? '' : `, ${users} virtual users`;
  return `${seconds(elapsedMs)} s of at most ${most} s, ${requests} requests${who}`;
}

function tooMuch(mostBytes: number): UnitFailure {
  return new UnitFailure({
    reason: 'protocol',
    message: `k6 wrote more than ${mostBytes / 1e9} GB of data points and was stopped`,
    remedy:
      'Shorten each trial (`duration`, `iterations`), or lower its rate; more trials are more informative than longer ones.',
  });
}

export interface PointProgress {
  readonly requests: number;
  readonly users: number | null;
  readonly bytes: number;
}

interface PointsWatch {
  readonly stop: () => void;
}

/** Polling interval, milliseconds; k6 writes every 200. */
const EVERY_MS = 1_000;

const REQUEST = Buffer.from('{"metric":"http_reqs","type":"Point"');
const USERS = Buffer.from('{"metric":"vus","type":"Point"');
/** A point of so few tags is no longer than this. */
const LINE_BYTES = 1_000;

/**
 * Watches the points that k6 writes, which are the same in every version; its progress output is
 * meant for people, and its API needs a port.
 */
export function watchK6Points(
  paths: readonly string[],
  onLook: (soFar: PointProgress) => void,
): PointsWatch {
  const files = paths.map((path) => ({ file: followFile(path), users: null as number | null }));
  let requests = 0;
  const timer = setInterval(() => {
    let bytes = 0;
    for (const file of files) {
      const written = file.file.read();
      requests += countIn(written);
      file.users = lastUsers(written) ?? file.users;
      bytes += file.file.size();
    }
    const known = files.flatMap(({ users }) => (users === null ? [] : [users]));
    const users = known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
    onLook({ requests, users, bytes });
  }, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      for (const { file } of files) file.close();
    },
  };
}

function countIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(REQUEST); at >= 0; at = bytes.indexOf(REQUEST, at + 1)) count += 1;
  return count;
}

function lastUsers(bytes: Buffer): number | null {
  const at = bytes.lastIndexOf(USERS);
  if (at < 0) return null;
  const value = /"value":(\d+)/.exec(bytes.toString('utf8', at, at + LINE_BYTES))?.[1];
  return value === undefined ? null : Number(value);
}
