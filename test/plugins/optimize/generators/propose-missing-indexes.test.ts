import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { PerformanceMap } from '../../../../harness/model/documents/performance-map-document.ts';
import { createBuiltinGenerator } from '../../../../plugins/optimize/generators/builtin-hypothesis-generator.ts';
import type { PlanLocations } from '../../../../plugins/optimize/generators/propose-missing-indexes.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';
import { createProject } from '../../../support/run-cli.ts';
import {
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

/** As psql wrote it, of a table of 200,000 customers. */
const SAMPLE = join(ROOT, 'test/fixtures/optimize/customer-lookup');
const DATABASE = samplePerformanceMap({
  steps: [samplePerformanceMapStep({ step_type: 'I/O-DB', time_share_pct: 90 })],
  bottleneck_classification: 'I/O-DB',
});

async function generate(
  database: PlanLocations,
  map: PerformanceMap,
  exclude: readonly string[] = [],
) {
  const host = createHost();
  const { signal } = new AbortController();
  const context = { root: database.root, map, local_findings: [], exclude: [...exclude], signal };
  return createBuiltinGenerator({ host, database }).generate(context);
}

describe('an index missing from a plan of the project', () => {
  const places: PlanLocations = {
    root: SAMPLE,
    plans: ['database/plans/'],
    migrations: 'database/migrations/',
  };

  it('H812-07: is proposed as a migration, against a step that waits for the database', async () => {
    const { hypotheses } = await generate(places, withBottleneck(DATABASE, 'I/O-DB'));
    const [hypothesis] = hypotheses.filter(({ apply }) => apply?.kind === 'sql');
    expect(hypothesis).toMatchObject({
      key: 'missing-index@customers(email)',
      bottleneck_class: 'I/O-DB',
      fix_level: 2,
      files_to_modify: ['database/migrations/customers_email_index.sql'],
      evidence: ['1'],
      apply: { up: expect.stringMatching(/^CREATE INDEX CONCURRENTLY .* \("email"\);$/u) },
    });
  });

  it('H812-21: is not proposed again, nor when something else takes the time', async () => {
    const map = withBottleneck(DATABASE, 'I/O-DB');
    const again = await generate(places, map, ['missing-index@customers(email)']);
    expect(again.hypotheses.filter(({ apply }) => apply?.kind === 'sql')).toEqual([]);
    const other = await generate(places, withBottleneck(DATABASE, 'CPU'));
    expect(other.hypotheses.filter(({ apply }) => apply?.kind === 'sql')).toEqual([]);
  });

  it('is found through a glob and through a file', async () => {
    for (const plan of ['database/plans/find-customer.json', '**/find-*.json']) {
      const found = await generate(
        { ...places, plans: [plan] },
        withBottleneck(DATABASE, 'I/O-DB'),
      );
      expect(found.hypotheses.some(({ apply }) => apply?.kind === 'sql')).toBe(true);
    }
  });

  it.each([
    ['text in place of JSON', 'Seq Scan on customers (cost=0.00..1 rows=1 width=1)'],
    ['something else', '{"rows": 3}'],
  ])('is not searched for in %s', async (_, text) => {
    const root = createProject({ 'plans/a.json': text });
    const map = withBottleneck(DATABASE, 'I/O-DB');
    const asked = generate({ root, plans: ['plans/'], migrations: 'migrations' }, map);
    await expect(asked).rejects.toThrow(/plans\/a\.json is not a readable PostgreSQL plan/u);
  });
});

function withBottleneck(map: PerformanceMap, type: 'I/O-DB' | 'CPU'): PerformanceMap {
  const [first] = map.top_bottlenecks;
  if (first === undefined) throw new TypeError('the map has no bottleneck');
  return { ...map, top_bottlenecks: [{ ...first, type, step: '1' }] };
}
