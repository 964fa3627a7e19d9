import { join } from 'node:path';
import type { ExecResult } from '../../../host/process/processes.ts';
import type { Host } from '../../../host.ts';
import type { UnitContext } from '../../../model/executor.ts';
import { LIGHTHOUSE_AUDITS } from '../../../model/lighthouse-metrics.ts';
import type { PageScenario } from '../../../model/scenario/scenario.ts';
import type { Block } from '../../../model/trial.ts';
import type { Counted } from '../../probe/counted.ts';
import { describeExit } from '../../server/server-end.ts';
import { startBrowser } from '../start-browser.ts';
import { THROTTLINGS } from '../throttling.ts';
import type { Lighthouse } from './find-lighthouse.ts';
import { readLighthouseReport, withoutLighthouse } from './read-lighthouse-report.ts';

/** A load takes some 15 s: it waits for five seconds of quiet after each of its stages. */
export const LIGHTHOUSE_LIMIT_MS = 120_000;
/** Bytes a second in a kilobit a second. */
const KBIT = 1_000 / 8;

/** What Lighthouse has measured, or why it has not. */
export interface SecondOpinion {
  readonly counted: Counted;
  readonly notes: NonNullable<Block['notes']>;
}

/**
 * Lets Lighthouse load a page in a fresh browser of the same Chromium with the same throttling. What
 * goes wrong with it is no failure of the page: its metrics are not available, with the reason.
 */
export async function runLighthouse(
  host: Host,
  { program, version }: Lighthouse,
  load: { readonly url: string; readonly chromium: string },
  { scenario, folder, signal }: UnitContext<PageScenario>,
): Promise<SecondOpinion> {
  const own = join(folder, 'lighthouse');
  const [settings, report] = [join(own, 'settings.json'), join(own, 'report.json')];
  host.files.writeAtomic(settings, JSON.stringify(settingsFor(scenario)));
  const allowed = scenario.allowRemote;
  const browser = await startBrowser(host, load.chromium, { folder: own, allowed, signal });
  try {
    const result = await host.processes.exec({
      file: process.execPath,
      args: [
        program,
        load.url,
        `--port=${new URL(browser.endpoint).port}`,
        `--config-path=${settings}`,
        '--output=json',
        `--output-path=${report}`,
        '--quiet',
        '--no-enable-error-reporting',
      ],
      cwd: own,
      env: { NODE_OPTIONS: undefined },
      timeoutMs: LIGHTHOUSE_LIMIT_MS,
      signal,
    });
    const text = host.files.read(report);
    const read = text === null ? { problem: whyNone(result) } : readLighthouseReport(text);
    const notes = { lighthouse: version };
    if ('problem' in read) {
      return { counted: withoutLighthouse(`Lighthouse failed: ${read.problem}`), notes };
    }
    const { counted, warnings } = read;
    return warnings.length === 0
      ? { counted, notes }
      : { counted, notes: { ...notes, lighthouse_warnings: warnings.join(' ') } };
  } finally {
    await browser.stop();
  }
}

function whyNone({ exit, timedOut, stderr }: ExecResult): string {
  if (timedOut) return `it was not done after ${LIGHTHOUSE_LIMIT_MS / 1_000} s`;
  const [said = ''] = stderr.trim().split('\n').slice(-1);
  return `it ended ${describeExit(exit)}${said === '' ? '' : `, saying: ${said}`}`;
}

/** Lighthouse's settings for the same load. */
function settingsFor({ throttling, viewport }: PageScenario): object {
  const { cpu, network } = THROTTLINGS[throttling];
  const isMobile = throttling === 'mobile';
  return {
    extends: 'lighthouse:default',
    settings: {
      onlyAudits: [...Object.keys(LIGHTHOUSE_AUDITS), 'metrics'],
      formFactor: isMobile ? 'mobile' : 'desktop',
      screenEmulation: { ...viewport, mobile: isMobile, deviceScaleFactor: 1, disabled: false },
      // Its own simulation would be an estimate; the browser makes the network slow for both alike.
      throttlingMethod: network === null && cpu === 1 ? 'provided' : 'devtools',
      throttling: {
        cpuSlowdownMultiplier: cpu,
        requestLatencyMs: network?.latencyMs ?? 0,
        downloadThroughputKbps: (network?.download ?? 0) / KBIT,
        uploadThroughputKbps: (network?.upload ?? 0) / KBIT,
      },
      disableFullPageScreenshot: true,
    },
  };
}
