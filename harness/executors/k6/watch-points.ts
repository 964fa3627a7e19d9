import { followFile } from '../../host/follow-file.ts';

/** What k6 has written so far. */
export interface PointsSoFar {
  readonly requests: number;
  /** Virtual users now; null: it has not said so yet. */
  readonly users: number | null;
  /** Length of the files, bytes. */
  readonly bytes: number;
}

/** A watch that goes on until it is stopped. */
export interface PointsWatch {
  readonly stop: () => void;
}

/** How often it is looked, milliseconds: k6 writes every 200. */
const EVERY_MS = 1_000;

const REQUEST = Buffer.from('{"metric":"http_reqs","type":"Point"');
const USERS = Buffer.from('{"metric":"vus","type":"Point"');
/** A point of so few tags is no longer than this. */
const LINE_BYTES = 1_000;

/**
 * Watches the points that k6 writes while it runs, in one process or several. That is the same in every version, where the
 * progress that it prints is for people and its REST API needs a port that somebody may have taken.
 */
export function watchPoints(
  paths: readonly string[],
  onLook: (soFar: PointsSoFar) => void,
): PointsWatch {
  const files = paths.map((path) => ({ file: followFile(path), users: null as number | null }));
  let requests = 0;
  const timer = setInterval(() => {
    let bytes = 0;
    for (const one of files) {
      const written = one.file.read();
      requests += countIn(written);
      one.users = lastUsers(written) ?? one.users;
      bytes += one.file.size();
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
