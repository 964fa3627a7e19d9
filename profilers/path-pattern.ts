/** Runs in the measured process, too: a request without what differs from one to another. */

/** Numbers, UUIDs, hashes, and whatever is longer than words are. */
const DIFFERS =
  /^(?:\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=.*\d)[\da-f]{8,}|(?=.*\d)[\w~-]{16,}|.{41,})$/i;
/** `host:port` of this machine. */
const LOOPBACK = /^(?<host>localhost|127(?:\.\d+){3}|\[::1\]):(?<port>\d+)$/i;
/**
 * Linux assigns ports from here on to requests for any port (`ip_local_port_range`), so that no two
 * runs have the same.
 */
const FIRST_EPHEMERAL_PORT = 32_768;
/** Patterns are looked up by path; a server with more paths makes them again. */
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

/** `127.0.0.1:41234`, which is another one in each run, is `127.0.0.1`. */
export function hostPattern(to: string): string {
  const { host, port } = LOOPBACK.exec(to)?.groups ?? {};
  return host !== undefined && Number(port) >= FIRST_EPHEMERAL_PORT ? host : to;
}
