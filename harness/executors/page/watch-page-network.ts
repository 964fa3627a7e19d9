import type { CDPSession } from 'playwright-core';

/** Kinds of transferred resources, as in metric names such as `transferred.script`. */
export const TRANSFER_TYPES = [
  'document',
  'script',
  'stylesheet',
  'image',
  'font',
  'other',
] as const;
export type TransferType = (typeof TRANSFER_TYPES)[number];

export interface NetworkActivity {
  readonly requests: () => number;
  /** Bytes on the wire including headers, by type. */
  readonly bytesByType: () => Readonly<Record<TransferType, number>>;
  /**
   * Time until the document began to arrive, milliseconds from its request, redirects and
   * throttling included; null: not reported.
   */
  readonly firstByteMs: () => number | null;
  /** Requests without an answer or with an error, except those that the page aborted itself. */
  readonly failures: () => readonly FailedPageRequest[];
  readonly open: () => readonly PageRequest[];
}

export interface PageRequest {
  readonly url: string;
  readonly type: TransferType;
  /** True for requests by the browser itself, such as an icon that no element names. */
  readonly isBrowsers: boolean;
}

/** A request that failed, with why: `status 404`, `net::ERR_CONNECTION_REFUSED`. */
export interface FailedPageRequest extends PageRequest {
  readonly why: string;
}

/** Counts from now on. `data:` addresses are no requests. */
export async function watchPageNetwork(session: CDPSession): Promise<NetworkActivity> {
  const sent = new Map<string, PageRequest>();
  const bytes: Record<TransferType, number> = {
    document: 0,
    script: 0,
    stylesheet: 0,
    image: 0,
    font: 0,
    other: 0,
  };
  const failures = new Map<string, FailedPageRequest>();
  const open = new Set<string>();
  const fail = (requestId: string, why: string): void => {
    const request = sent.get(requestId);
    if (request !== undefined && !failures.has(requestId)) {
      failures.set(requestId, { ...request, why });
    }
  };
  let requests = 0;
  let asked: { readonly requestId: string; readonly seconds: number } | null = null;
  let firstByteMs: number | null = null;
  session.on('Network.requestWillBeSent', ({ requestId, type = 'Other', ...event }) => {
    const { request, timestamp, initiator } = event;
    if (/^(?:data|blob|about):/.test(request.url)) return;
    // A redirect is reported again with the same id.
    requests += 1;
    asked ??= { requestId, seconds: timestamp };
    sent.set(requestId, {
      url: request.url,
      type: transferType(type),
      isBrowsers: type === 'Other' && initiator.type === 'other',
    });
    open.add(requestId);
  });
  session.on('Network.responseReceived', ({ requestId, response: { timing, status } }) => {
    if (status >= 400) fail(requestId, `status ${status}`);
    if (requestId !== asked?.requestId || timing === undefined) return;
    firstByteMs = (timing.requestTime - asked.seconds) * 1_000 + timing.receiveHeadersEnd;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = sent.get(requestId);
    open.delete(requestId);
    if (request !== undefined) bytes[request.type] += encodedDataLength;
  });
  session.on('Network.loadingFailed', ({ requestId, errorText, canceled }) => {
    if (!open.delete(requestId) || canceled === true) return;
    fail(requestId, errorText);
  });
  await session.send('Network.enable');
  return {
    requests: () => requests,
    bytesByType: () => bytes,
    firstByteMs: () => firstByteMs,
    failures: () => [...failures.values()],
    open: () => [...open].flatMap((requestId) => sent.get(requestId) ?? []),
  };
}

/** The browser's word for a kind of resource as ours. */
function transferType(type: string): TransferType {
  const name = type.toLowerCase();
  return TRANSFER_TYPES.find((known) => known === name) ?? 'other';
}
