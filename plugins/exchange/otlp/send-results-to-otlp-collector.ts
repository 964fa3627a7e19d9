import { type Host, harnessVersion, type records } from 'perf-harness/plugin';
import { createOtlpRequests } from './otlp-http-request-bodies.ts';
import { type OtlpTarget, readOtlpTarget } from './read-otlp-collector-endpoint.ts';

/**
 * Opens a sender of results to a collector. The verdict is final by then, so a failure is only a
 * warning and changes neither the verdict nor the exit code. @throws UserError for a URL that is
 * not HTTP.
 */
export function openOtlpSender(
  host: Host,
  value: string | true,
): (document: records.MeasuredDocument) => Promise<void> {
  const target = readOtlpTarget(host, value);
  return async (document) => {
    const nowMs = host.clock.now().getTime();
    const requests = createOtlpRequests(document, { version: harnessVersion(host), nowMs });
    await Promise.all(
      Object.entries(requests).map(async ([path, body]) => {
        const url = `${target.url}${path}`;
        const problem = await postJson(url, body, target);
        if (problem === null) return;
        const { origin } = new URL(url);
        host.terminal.err(
          `warning: the ${path.replace('v1/', '')} were not sent to ${origin}: ${problem}. The verdict and records are unaffected.\n`,
        );
      }),
    );
  };
}

/** Maximum number of characters of an error message. */
const MOST_LETTERS = 300;

/** Sends JSON without following redirects. Never throws. @returns the problem; null on success. */
async function postJson(
  url: string,
  body: object,
  { headers, limitMs }: Pick<OtlpTarget, 'headers' | 'limitMs'>,
): Promise<string | null> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    });
    // Releases the connection without reading the response.
    await response.body?.cancel();
    return response.ok ? null : `it returned status ${response.status}`;
  } catch (error) {
    if (signal.aborted) return `it did not respond within ${limitMs / 1_000} s`;
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return why.slice(0, MOST_LETTERS);
  }
}
