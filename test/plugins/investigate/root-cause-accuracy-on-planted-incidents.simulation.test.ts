import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InvestigationReport } from '../../../plugins/investigate/document/investigation-document.ts';
import {
  createAccessLog,
  createDatedRepository,
  createResourceLog,
  investigateArguments,
} from '../../support/planted-incident-repository-and-logs.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';
import {
  BASE_COMMIT,
  DECOYS,
  INCIDENT_START,
  INCIDENTS,
  type SimulatedIncident,
} from '../../support/simulated-incidents.ts';

const SEEDS = [1, 2, 3];
const P95 = { '/checkout': 250, '/orders/1042': 180, '/products/17': 120 };

type Source = 'metrics' | 'repository' | 'deployments';

/** Investigates a simulated incident by the command line, with some of its sources. */
async function investigated(
  { release, slow, errors, traffic, series }: SimulatedIncident,
  seed: number,
  without: Source | null = null,
): Promise<InvestigationReport> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-simulated-'));
  const minutes = (at: number): number => (at - INCIDENT_START) / 60_000;
  const repo =
    without === 'repository'
      ? folder
      : createDatedRepository(
          [
            BASE_COMMIT,
            { at: '11:30', message: 'texts', files: { 'README.md': 'a shop\n' }, tag: 'v1.1' },
            { at: '14:05', message: 'what the release brings', files: release },
            { at: '14:10', message: 'release', files: { 'CHANGES.md': 'v2\n' }, tag: 'v2' },
          ].map(({ tag, ...commit }) => ({
            ...commit,
            ...(without === 'deployments' || tag === undefined ? {} : { tag }),
          })),
        );
  writeFileSync(
    join(folder, 'access.log'),
    createAccessLog({
      from: '12:00',
      until: '16:00',
      seed,
      rate: (at) => {
        const factor = at >= INCIDENT_START ? (traffic?.(minutes(at)) ?? 1) : 1;
        return Object.fromEntries(Object.keys(P95).map((path) => [path, 40 * factor]));
      },
      p95: (at, endpoint) =>
        P95[endpoint as keyof typeof P95] *
        (at >= INCIDENT_START ? (slow?.(endpoint, minutes(at)) ?? 1) : 1),
      errors: (at, endpoint) => (at >= INCIDENT_START ? (errors?.(endpoint, minutes(at)) ?? 0) : 0),
    }),
  );
  const hasMetrics = series !== undefined && without !== 'metrics';
  if (hasMetrics) {
    const byTime = Object.entries(series).map(
      ([name, of]) => [name, (at: number) => of(minutes(at))] as const,
    );
    writeFileSync(
      join(folder, 'system.log'),
      createResourceLog('12:00', '16:00', Object.fromEntries(byTime), seed),
    );
  }
  const done = await runCommandInProcess(
    investigateArguments({
      service: 'shop',
      repo,
      logs: 'access.log',
      metrics: hasMetrics ? ['system.log'] : [],
      reporter: 'json',
    }),
    { cwd: folder },
  );
  expect(done.err).not.toContain('a bug in perf-harness');
  return JSON.parse(done.out);
}

const right = (cause: RegExp, report: InvestigationReport): number =>
  report.causes.findIndex(({ change }) => cause.test(change.title));

/** Returns the score of the right cause; 0 where it is not among the causes. */
const supportOf = (cause: RegExp, { causes }: InvestigationReport): number =>
  causes.find(({ change }) => cause.test(change.title))?.score ?? 0;

describe('planted incidents, three seeds each', () => {
  test('have the right cause first in nine of ten cases, and among the first three in all', async () => {
    const places: { readonly name: string; readonly place: number; readonly top: string }[] = [];
    for (const incident of INCIDENTS) {
      for (const seed of SEEDS) {
        const report = await investigated(incident, seed);
        const place = right(incident.cause ?? /$^/u, report);
        places.push({
          name: `${incident.name} (${seed})`,
          place,
          top: report.causes[0]?.change.title ?? 'none',
        });
      }
    }
    const first = places.filter(({ place }) => place === 0);
    expect(places.filter(({ place }) => place < 0 || place > 2)).toEqual([]);
    expect(
      first.length,
      JSON.stringify(
        places.filter(({ place }) => place !== 0),
        null,
        1,
      ),
    ).toBeGreaterThanOrEqual(0.9 * places.length);
  }, 600_000);

  test('have their onset found within two minutes, unless it is gradual', async () => {
    const far: string[] = [];
    for (const incident of INCIDENTS.filter(({ name }) => name !== 'connection leak')) {
      const { data } = await investigated(incident, 4);
      const onset = data.state === 'completed' ? data.part.onset : null;
      const off = Math.abs(Date.parse(onset?.at ?? '') - INCIDENT_START) / 60_000;
      if (!(off <= 2)) far.push(`${incident.name}: ${onset?.at} ${onset?.kind}`);
    }
    expect(far).toEqual([]);
  }, 600_000);

  test('establish no cause for decoys', async () => {
    const wrong: string[] = [];
    for (const decoy of DECOYS) {
      for (const seed of SEEDS) {
        const { conclusion, causes } = await investigated(decoy, seed);
        if (conclusion === 'established')
          wrong.push(`${decoy.name} (${seed}): ${causes[0]?.change.title}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 600_000);

  test.each(['metrics', 'repository', 'deployments'] as const)(
    'establish nothing wrong without %s, and give the right cause no more support',
    async (without) => {
      const wrong: string[] = [];
      const risen: string[] = [];
      let [lower, established, stillEstablished] = [0, 0, 0];
      for (const incident of INCIDENTS) {
        const whole = await investigated(incident, 5);
        const part = await investigated(incident, 5, without);
        const [best] = part.causes;
        const cause = incident.cause ?? /$^/u;
        if (part.conclusion === 'established' && !cause.test(best?.change.title ?? ''))
          wrong.push(`${incident.name}: ${best?.change.title}`);
        if (whole.conclusion === 'established') established += 1;
        if (part.conclusion === 'established') stillEstablished += 1;
        const [before, after] = [supportOf(cause, whole), supportOf(cause, part)];
        if (after > before) risen.push(`${incident.name}: ${before} to ${after}`);
        if (after < before) lower += 1;
      }
      expect({ wrong, risen }).toEqual({ wrong: [], risen: [] });
      // Some causes are found without changes of the service, others without metrics.
      expect(lower, without).toBeGreaterThan(INCIDENTS.length / 2);
      expect(stillEstablished).toBeLessThanOrEqual(established);
    },
    600_000,
  );

  test.each(['metrics', 'repository', 'deployments'] as const)(
    'establish no decoy without %s either',
    async (without) => {
      const wrong: string[] = [];
      for (const decoy of DECOYS) {
        const { conclusion, causes } = await investigated(decoy, 6, without);
        if (conclusion === 'established') wrong.push(`${decoy.name}: ${causes[0]?.change.title}`);
      }
      expect(wrong).toEqual([]);
    },
    600_000,
  );
});
