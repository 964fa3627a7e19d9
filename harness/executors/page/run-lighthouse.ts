import { join } from 'node:path';
import { z } from 'zod';
import type { ExecResult } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import {
  LIGHTHOUSE_AUDITS,
  LIGHTHOUSE_METRICS,
  lighthouseMetricName,
} from '../../model/lighthouse-metrics.ts';
import type { PageScenario } from '../../model/scenario/scenario.ts';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import {
  type MetricReadings,
  type NotedReadings,
  unavailableReadings,
} from '../metric-readings.ts';
import { describeExit } from '../server/wait-for-server.ts';
import type { Lighthouse } from './find-page-tools.ts';
import { startBrowser } from './start-browser.ts';
import { THROTTLINGS } from './throttling-presets.ts';

/** A load takes some 15 s: it waits for five seconds of quiet after each of its stages. */
const LIGHTHOUSE_TIMEOUT_MS = 120_000;
/** Bytes a second in a kilobit a second. */
const KBIT = 1_000 / 8;

/** Loads the page by Lighthouse, fresh browser, same throttling; failure: metrics unavailable. */
export async function runLighthouse(
  host: Host,
  { program, version }: Lighthouse,
  load: { readonly url: string; readonly chromium: string },
  { scenario, folder, signal }: UnitContext<PageScenario>,
): Promise<NotedReadings> {
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
      timeoutMs: LIGHTHOUSE_TIMEOUT_MS,
      signal,
    });
    const text = host.files.read(report);
    const read = text === null ? { problem: whyNone(result) } : readLighthouseReport(text);
    const notes = { lighthouse: version };
    if ('problem' in read) {
      return { readings: unavailableLighthouse(`Lighthouse failed: ${read.problem}`), notes };
    }
    const { readings, warnings } = read;
    return warnings.length === 0
      ? { readings, notes }
      : { readings, notes: { ...notes, lighthouse_warnings: warnings.join(' ') } };
  } finally {
    await browser.stop();
  }
}

function whyNone({ exit, timedOut, stderr }: ExecResult): string {
  if (timedOut) return `it did not finish within ${LIGHTHOUSE_TIMEOUT_MS / 1_000} s`;
  const [said = ''] = stderr.trim().split('\n').slice(-1);
  return `it ended ${describeExit(exit)}${said === '' ? '' : `, saying: ${said}`}`;
}

function settingsFor({ throttling, viewport }: PageScenario): object {
  const { cpu, network } = THROTTLINGS[throttling];
  const isMobile = throttling === 'mobile';
  return {
    extends: 'lighthouse:default',
    settings: {
      onlyAudits: [...Object.keys(LIGHTHOUSE_AUDITS), 'metrics'],
      formFactor: isMobile ? 'mobile' : 'desktop',
      screenEmulation: { ...viewport, mobile: isMobile, deviceScaleFactor: 1, disabled: false },
      // Lighthouse's own simulation would be an estimate; the browser slows the network equally on
      // both sides.
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

const number = z.number().optional().catch(undefined);

/** Fields read from a report; audits come and go between Lighthouse versions. */
const reportSchema = z.object({
  lighthouseVersion: z.string(),
  runtimeError: z.object({ code: z.string(), message: z.string() }).optional(),
  runWarnings: z.array(z.string()).default([]),
  audits: z.record(
    z.string(),
    z.looseObject({
      numericValue: number,
      errorMessage: z.string().optional(),
      details: z
        .looseObject({ items: z.array(z.looseObject({ timeToFirstByte: number })).optional() })
        .optional()
        .catch(undefined),
    }),
  ),
});

interface LighthouseResult {
  readonly readings: MetricReadings;
  readonly warnings: readonly string[];
}

/** Reads a JSON report; `problem` where the text is not a report, or the load failed. */
export function readLighthouseReport(
  text: string,
): LighthouseResult | { readonly problem: string } {
  const report = reportSchema.safeParse(tryParseJson(text));
  if (!report.success) return { problem: 'its output is not a Lighthouse report' };
  const { audits, runtimeError, runWarnings } = report.data;
  if (runtimeError !== undefined) {
    return { problem: `${runtimeError.code}: ${runtimeError.message}` };
  }
  const timings = audits.metrics?.details?.items?.[0];
  const values = Object.entries(LIGHTHOUSE_AUDITS).map(([audit, metric]) => {
    const { numericValue, errorMessage = UNREPORTED } = audits[audit] ?? {};
    return [lighthouseMetricName(metric), numericValue ?? errorMessage];
  });
  const ttfb = timings?.timeToFirstByte ?? UNREPORTED;
  return {
    readings: { ...Object.fromEntries(values), [lighthouseMetricName('ttfb')]: ttfb },
    warnings: runWarnings,
  };
}

const UNREPORTED = 'Lighthouse does not report it';

export function unavailableLighthouse(reason: string): MetricReadings {
  return unavailableReadings(LIGHTHOUSE_METRICS.map(lighthouseMetricName), reason);
}
