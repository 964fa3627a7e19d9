/** Private ranges (RFC 1918, RFC 4193), loopback, link-local, names only of private networks. */
const PRIVATE =
  /^(?:localhost|.*\.(?:localhost|local|internal|svc|cluster\.local|test|lan)|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|169\.254(?:\.\d+){2}|0\.0\.0\.0|::1|\[::1\]|\[?f[cd][0-9a-f]{2}:.*)$/iu;

/** True if internal: loopback, private, in the topology, or dotless, resolving only inside. */
export function isInternalHost(host: string, known: ReadonlySet<string> = new Set()): boolean {
  return PRIVATE.test(host) || known.has(host) || !/[.:]/u.test(host);
}
