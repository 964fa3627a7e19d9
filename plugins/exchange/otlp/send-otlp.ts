import { type Host, harnessVersion, type records } from 'perf-harness/plugin';
import { createOtlpRequests } from './otlp-requests.ts';
import { type OtlpTarget, readOtlpTarget } from './read-otlp-target.ts';

/**
 * Sends results to a collector. The verdict stands by then, and nothing that a collector does changes it
 * or the exit code: a failure is a warning. @throws UserError for what is no place of HTTP.
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
          `warning: the ${path.replace('v1/', '')} were not sent to ${origin}: ${problem}. Verdict and records stand.\n`,
        );
      }),
    );
  };
}

/** Larger answers are not read to their end. */
const MOST_LETTERS = 300;

/** Sends JSON; redirects are not followed. Never throws. @returns what went wrong; null: nothing. */
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
    // The connection is let go, whatever else it would say.
    await response.body?.cancel();
    return response.ok ? null : `it answered ${response.status}`;
  } catch (error) {
    if (signal.aborted) return `it did not answer within ${limitMs / 1_000} s`;
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return why.slice(0, MOST_LETTERS);
  }
}
