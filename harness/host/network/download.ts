import { createHash } from 'node:crypto';

/** Time limit of a whole download, milliseconds. */
const LIMIT_MS = 180_000;
/** Larger than any program that is fetched here. */
const MOST_BYTES = 200 * 2 ** 20;

export type DownloadOutcome =
  | { readonly type: 'done'; readonly bytes: Uint8Array; readonly sha256: string }
  | { readonly type: 'failed'; readonly problem: string };

/** Fetches a file. Never throws. */
export async function download(url: string, signal: AbortSignal): Promise<DownloadOutcome> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    const response = await fetch(url, { signal: limit });
    if (!response.ok) return { type: 'failed', problem: `${url} answered ${response.status}` };
    const length = Number(response.headers.get('content-length') ?? 0);
    if (length > MOST_BYTES) return { type: 'failed', problem: `${url} is too large: ${length} B` };
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { type: 'done', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return { type: 'failed', problem: `${url} cannot be fetched: ${why}` };
  }
}
