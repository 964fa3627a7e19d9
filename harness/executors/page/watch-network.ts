import type { CDPSession } from 'playwright-core';

/** What a page transfers, as metrics tell it apart: `transferred.script`. */
export const TRANSFER_TYPES = [
  'document',
  'script',
  'stylesheet',
  'image',
  'font',
  'other',
] as const;
export type TransferType = (typeof TRANSFER_TYPES)[number];

/** What a page asked for, and what came. */
export interface Network {
  readonly requests: () => number;
  /** Bytes as they came over the wire, headers among them, by what they were. */
  readonly bytesByType: () => Readonly<Record<TransferType, number>>;
  /**
   * When the document began to arrive, milliseconds since it was asked for, redirects included; null
   * where the browser does not tell. Other than the page's own clock, this has what throttling adds.
   */
  readonly firstByteMs: () => number | null;
  /** Requests that got no answer, by why. */
  readonly failures: () => readonly string[];
  /** Under way now. */
  readonly open: () => number;
}

/** Counts from now on. `data:` addresses are no requests. */
export async function watchNetwork(session: CDPSession): Promise<Network> {
  const types = new Map<string, TransferType>();
  const bytes: Record<TransferType, number> = {
    document: 0,
    script: 0,
    stylesheet: 0,
    image: 0,
    font: 0,
    other: 0,
  };
  const failures: string[] = [];
  const open = new Set<string>();
  let requests = 0;
  let asked: { readonly requestId: string; readonly seconds: number } | null = null;
  let firstByteMs: number | null = null;
  session.on('Network.requestWillBeSent', ({ requestId, type = 'Other', request, timestamp }) => {
    if (/^(?:data|blob|about):/.test(request.url)) return;
    // A redirect comes under the same name again.
    requests += 1;
    asked ??= { requestId, seconds: timestamp };
    types.set(requestId, transferType(type));
    open.add(requestId);
  });
  session.on('Network.responseReceived', ({ requestId, response: { timing } }) => {
    if (requestId !== asked?.requestId || timing === undefined) return;
    firstByteMs = (timing.requestTime - asked.seconds) * 1_000 + timing.receiveHeadersEnd;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    open.delete(requestId);
    if (type !== undefined) bytes[type] += encodedDataLength;
  });
  session.on('Network.loadingFailed', ({ requestId, errorText, canceled }) => {
    if (!open.delete(requestId) || canceled === true) return;
    failures.push(errorText);
  });
  await session.send('Network.enable');
  return {
    requests: () => requests,
    bytesByType: () => bytes,
    firstByteMs: () => firstByteMs,
    failures: () => failures,
    open: () => open.size,
  };
}

/** The browser's word for a kind of resource as ours. */
function transferType(type: string): TransferType {
  const name = type.toLowerCase();
  return TRANSFER_TYPES.find((known) => known === name) ?? 'other';
}
