/** A span as far as it can be what another process answers. */
export interface LinkedSpan {
  /** Which thread it is of. */
  readonly thread: number;
  /** Of its connection; 0: it has none. */
  readonly localPort: number;
  readonly remotePort: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** An operation as far as it can be what a span waits for. */
export interface LinkedOperation {
  readonly thread: number;
  readonly port: number;
  readonly remotePort: number;
  readonly startMs: number;
}

const OUTSIDE = -1;
const NOT_KEPT = -2;

/**
 * Of each operation the span that it answers, −1 where it came from outside, −2 where it came from the
 * unit itself by a span that was not kept: both name the two ports of one
 * connection on this machine, and the operation begins while the span lasts. A connection carries one
 * request at a time, so that the span that began last is the one.
 * @param spans - By their start.
 * @param connections - That processes of the unit opened: `local port>remote port`.
 */
export function linkCauses(
  operations: readonly LinkedOperation[],
  spans: readonly LinkedSpan[],
  connections: ReadonlySet<string> = new Set(),
): readonly number[] {
  const byConnection = new Map<string, number[]>();
  for (const [index, { localPort, remotePort }] of spans.entries()) {
    if (localPort === 0 || remotePort === 0) continue;
    const key = `${localPort}>${remotePort}`;
    const known = byConnection.get(key);
    if (known === undefined) byConnection.set(key, [index]);
    else known.push(index);
  }
  return operations.map(({ port, remotePort, startMs }) => {
    const connection = `${remotePort}>${port}`;
    const candidates = byConnection.get(connection) ?? [];
    const isOwn = candidates.length > 0 || connections.has(connection);
    const unknown = isOwn ? NOT_KEPT : OUTSIDE;
    return (
      candidates.findLast((index) => {
        const span = spans[index];
        return span !== undefined && span.startMs <= startMs && startMs <= span.endMs;
      }) ?? unknown
    );
  });
}
