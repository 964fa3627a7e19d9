import type { CDPSession } from 'playwright-core';

/** What a page asked for, and what came. */
export interface Network {
  readonly requests: () => number;
  /** Bytes as they came over the wire, headers among them. */
  readonly bytes: () => number;
  /** The same by what they were: `Document`, `Script`, `Image` … */
  readonly bytesByType: () => Readonly<Record<string, number>>;
  /** Requests that got no answer, by why. */
  readonly failures: () => readonly string[];
  /** Under way now. */
  readonly open: () => number;
}

/** Counts from now on. `data:` addresses are no requests. */
export async function watchNetwork(session: CDPSession): Promise<Network> {
  const types = new Map<string, string>();
  const bytesByType: Record<string, number> = {};
  const failures: string[] = [];
  const open = new Set<string>();
  let [requests, bytes] = [0, 0];
  session.on('Network.requestWillBeSent', ({ requestId, type = 'Other', request }) => {
    if (/^(?:data|blob|about):/.test(request.url)) return;
    // A redirect comes under the same name again.
    requests += 1;
    types.set(requestId, type);
    open.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    open.delete(requestId);
    if (type === undefined) return;
    bytes += encodedDataLength;
    bytesByType[type] = (bytesByType[type] ?? 0) + encodedDataLength;
  });
  session.on('Network.loadingFailed', ({ requestId, errorText, canceled }) => {
    if (!open.delete(requestId) || canceled === true) return;
    failures.push(errorText);
  });
  await session.send('Network.enable');
  return {
    requests: () => requests,
    bytes: () => bytes,
    bytesByType: () => bytesByType,
    failures: () => failures,
    open: () => open.size,
  };
}
