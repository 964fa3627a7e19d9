/** Normalizes requests to what they have in common; also runs in the measured process. */

/** Numbers, UUIDs, hashes, and anything longer than a word. */
const DIFFERS =
  /^(?:\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=.*\d)[\da-f]{8,}|(?=.*\d)[\w~-]{16,}|.{41,})$/i;
/** `host:port` of this machine. */
const LOOPBACK = /^(?<host>localhost|127(?:\.\d+){3}|\[::1\]):(?<port>\d+)$/i;
/** First port Linux assigns on request for any (`ip_local_port_range`); it differs per run. */
const FIRST_EPHEMERAL_PORT = 32_768;
/** Most cached patterns, by path; a server with more paths computes them again. */
const MOST_KNOWN = 10_000;
const known = new Map<string, string>();

/** `/users/42?full=1` is `/users/:id`. @param target - A path or URL. */
export function pathPattern(target: string): string {
  const end = target.search(/[?#]/);
  const path = end === -1 ? target : target.slice(0, end);
  const before = known.get(path);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const segments = path.replace(/^[a-z]+:\/\/[^/]*/i, '').split('/');
  const pattern =
    segments.map((segment) => (DIFFERS.test(segment) ? ':id' : segment)).join('/') || '/';
  known.set(path, pattern);
  return pattern;
}

/** Returns `127.0.0.1` for `127.0.0.1:41234`, whose port differs in each run. */
export function hostPattern(to: string): string {
  const { host, port } = LOOPBACK.exec(to)?.groups ?? {};
  return host !== undefined && Number(port) >= FIRST_EPHEMERAL_PORT ? host : to;
}
