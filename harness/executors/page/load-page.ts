import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page, Response } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';
import type { PageScenario } from '../../model/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { one, together } from '../probe/counted.ts';
import { vitalMetrics } from './page-metrics.ts';
import { THROTTLINGS } from './throttling.ts';
import type { Collected } from './vitals-script.ts';
import { type Network, watchNetwork } from './watch-network.ts';

/** A page is at rest when nothing has happened in it for so long, milliseconds. */
const QUIET_MS = 1_000;
const PAUSE_MS = 50;

/** Loads an address in an empty page, waits until it rests, and says what that took. */
export async function loadPage(
  page: Page,
  session: CDPSession,
  url: string,
  scenario: PageScenario,
): Promise<Block> {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.type());
    // Left open, it would stop the page for ever.
    dialog.dismiss().catch(() => undefined);
  });
  const crashed = new Promise<never>((_, reject) => {
    page.once('crash', () => reject(failure('exited', 'the page crashed its tab', CRASH_REMEDY)));
  });
  crashed.catch(() => undefined);
  const network = await watchNetwork(session);
  await prepare(session, scenario);
  const startedMs = performance.now();
  await Promise.race([navigate(page, url, scenario.loadTimeoutMs), crashed]);
  const collected = await Promise.race([rest(page, network, scenario.restTimeoutMs), crashed]);
  const durationMs = performance.now() - startedMs;
  const usage = await Promise.race([processUsage(session), crashed]);
  const counted = together(
    vitalMetrics(collected.seen),
    one('requests', network.requests()),
    one('transferred', network.bytes()),
    one('cpu_time', usage.cpuMs),
    one('js_heap', usage.heapBytes),
  );
  return {
    operations: 1,
    durationMs,
    ...counted,
    notes: notesOf(network, dialogs, collected.isAtRest),
  };
}

const CRASH_REMEDY = 'Look whether it needs more memory than this machine has.';

function failure(reason: 'exited' | 'unreachable', message: string, remedy: string): UnitFailure {
  return new UnitFailure({ reason, message, remedy });
}

async function prepare(session: CDPSession, { throttling, viewport }: PageScenario): Promise<void> {
  const { cpu, network } = THROTTLINGS[throttling];
  await session.send('Emulation.setDeviceMetricsOverride', {
    ...viewport,
    deviceScaleFactor: 1,
    mobile: throttling === 'mobile',
  });
  if (cpu > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  if (network === null) return;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: network.latencyMs,
    downloadThroughput: network.download,
    uploadThroughput: network.upload,
  });
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/ERR_CONNECTION_REFUSED/, 'Look whether the server listens on the port that it finds in PORT.'],
  [
    /ERR_CERT|ERR_SSL/,
    'Serve the page over plain HTTP on this machine, or with a certificate that it trusts.',
  ],
  [/ERR_TOO_MANY_REDIRECTS/, 'Follow the redirects by hand with `curl -sIL`.'],
  [/ERR_NAME_NOT_RESOLVED/, 'Other hosts than this machine need --allow-remote.'],
  [/Timeout|timeout/, 'Look what it waits for, or give it longer with `loadTimeout`.'],
];

async function navigate(page: Page, url: string, timeout: number): Promise<void> {
  let response: Response | null;
  try {
    response = await page.goto(url, { waitUntil: 'load', timeout });
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    const said = message.replace(/^page\.goto: /, '');
    const remedy = REMEDIES.find(([pattern]) => pattern.test(said))?.[1];
    throw new UnitFailure({
      reason: 'unreachable',
      message: `${url} did not load: ${said}`,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
  const status = response?.status() ?? 0;
  if (status < 400) return;
  throw failure(
    'unreachable',
    `${url} was answered with status ${status}`,
    'An error page is not what is to be measured.',
  );
}

/** Waits until nothing happens any more. */
async function rest(
  page: Page,
  network: Network,
  limitMs: number,
): Promise<{ readonly seen: Collected; readonly isAtRest: boolean }> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const seen = await page.evaluate<Collected>(
      '({ ...globalThis.__perfHarness, nowMs: performance.now() })',
    );
    const isAtRest = network.open() === 0 && seen.nowMs - seen.lastMs >= QUIET_MS;
    if (isAtRest || performance.now() >= deadline) return { seen, isAtRest };
    await sleep(PAUSE_MS);
  }
}

/** Of the page's own process; its heap after what is garbage has been collected. */
async function processUsage(
  session: CDPSession,
): Promise<{ readonly cpuMs: number; readonly heapBytes: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'ProcessTime')?.value ?? Number.NaN;
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { cpuMs: seconds * 1_000, heapBytes: usedSize };
}

function notesOf(
  network: Network,
  dialogs: readonly string[],
  isAtRest: boolean,
): NonNullable<Block['notes']> {
  const bytes = Object.entries(network.bytesByType()).map(
    ([type, count]) => [`bytes_${type.toLowerCase()}`, count] as const,
  );
  const failures = [...new Set(network.failures())];
  return {
    ...Object.fromEntries(bytes),
    is_at_rest: isAtRest,
    ...(failures.length === 0
      ? {}
      : { failed_requests: network.failures().length, failures: failures.join(', ') }),
    ...(dialogs.length === 0 ? {} : { dialogs: dialogs.join(', ') }),
  };
}
