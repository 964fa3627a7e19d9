import { postJson } from '../../harness/host/network/post-json.ts';
import type { Host } from '../../harness/host.ts';
import { harnessVersion } from '../../harness/machine/harness-version.ts';
import type { ComparisonReport, Report } from '../../harness/model/documents/document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { OtlpTarget } from '../options/otlp.ts';

/**
 * Sends what was measured, where that was asked for. The verdict stands by then, and nothing that a
 * collector does changes it or the exit code: what was not sent is told as a warning.
 */
export async function sendOtlp(
  host: Host,
  target: OtlpTarget | null,
  document: Report | ComparisonReport | GateReport,
): Promise<void> {
  if (target === null) return;
  const { toOtlp } = await import('../../exchange/otlp/to-otlp.ts');
  const nowMs = host.clock.now().getTime();
  const requests = toOtlp(document, { version: harnessVersion(host), nowMs });
  const { headers, limitMs } = target;
  await Promise.all(
    Object.entries(requests).map(async ([path, body]) => {
      const url = `${target.url}${path}`;
      const problem = await postJson({ url, body, headers, limitMs });
      if (problem === null) return;
      const what = path.replace('v1/', '');
      const { origin } = new URL(url);
      host.terminal.err(
        `warning: the ${what} were not sent to ${origin}: ${problem}. Verdict and records stand.\n`,
      );
    }),
  );
}
