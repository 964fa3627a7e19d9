import { type Host, harnessVersion, type records } from 'perf-harness/plugin';
import { postJson } from './post-json.ts';
import { readOtlp } from './read-otlp.ts';
import { toOtlp } from './to-otlp.ts';

/**
 * Sends results to a collector. The verdict stands by then, and nothing that a collector does changes it
 * or the exit code: a failure is a warning. @throws UserError for what is no place of HTTP.
 */
export function openOtlpSender(
  host: Host,
  value: string | true,
): (document: records.Measured) => Promise<void> {
  const { url: base, headers, limitMs } = readOtlp(host, value);
  return async (document) => {
    const nowMs = host.clock.now().getTime();
    const requests = toOtlp(document, { version: harnessVersion(host), nowMs });
    await Promise.all(
      Object.entries(requests).map(async ([path, body]) => {
        const url = `${base}${path}`;
        const problem = await postJson({ url, body, headers, limitMs });
        if (problem === null) return;
        const { origin } = new URL(url);
        host.terminal.err(
          `warning: the ${path.replace('v1/', '')} were not sent to ${origin}: ${problem}. Verdict and records stand.\n`,
        );
      }),
    );
  };
}
