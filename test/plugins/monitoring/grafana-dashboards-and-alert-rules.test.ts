/**
 * Dashboards and alerts for Grafana, compared with its published kinds: TypeScript checks the JSON,
 * as a literal, against the types that Grafana generates from them. No Grafana has loaded it here.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createGrafanaAlerts,
  createGrafanaDashboard,
} from '../../../plugins/monitoring/grafana-files.ts';
import { listMonitoredBudgets } from '../../../plugins/monitoring/list-monitored-budgets.ts';
import { DEFAULT_MONITORING } from '../../../plugins/monitoring/monitoring-settings.ts';
import { ROOT } from '../../repository/read-repository-sources.ts';
import { BUDGET_SETS } from '../../support/budgeted-scenario.ts';

/** Plain JSON types: enums as their values, queries as Prometheus queries, and no methods. */
const TYPES = `
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Rule } from '@grafana/grafana-foundation-sdk/alerting';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
type Query = { [K in keyof Dataquery as K extends \`_\${string}\` ? never : K]: Plain<Dataquery[K]> };
export type Plain<T> = T extends string ? \`\${T}\` : T extends number ? number : T extends boolean | null | undefined ? T
  : T extends { _implementsDataqueryVariant(): void } ? Query
  : T extends readonly (infer E)[] ? Plain<E>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
type RuleInFile = Omit<Plain<Rule>, 'folderUID' | 'orgID' | 'ruleGroup' | 'data'> & { data: {
  refId: string; datasourceUid: string; relativeTimeRange: { from: number; to: number }; model: { refId: string } & Record<string, unknown>;
}[] };
export type Board = Plain<Dashboard>;
export interface AlertFile { apiVersion: 1; groups: { orgId: number; name: string; folder: string; interval: string; rules: RuleInFile[] }[] }
`;

/** Complaints of TypeScript about these literals. */
function complaints(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'grafana-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'kinds.ts'), TYPES);
  writeFileSync(
    join(folder, 'made.ts'),
    `import type { AlertFile, Board } from './kinds.js';\n${text}`,
  );
  const flags = '--noEmit --strict --skipLibCheck --module nodenext --target es2023'.split(' ');
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  return spawnSync(tsc, [...flags, 'made.ts'], { cwd: folder, encoding: 'utf8' }).stdout;
}

const sets = Object.values(BUDGET_SETS).map((scenarios) =>
  listMonitoredBudgets(scenarios, DEFAULT_MONITORING),
);

test('generates dashboards and alerts of the published types from three sets of budgets', () => {
  const made = sets.flatMap((watches, index) => [
    `export const board${index}: Board = ${JSON.stringify(createGrafanaDashboard(watches, DEFAULT_MONITORING))};`,
    `export const alerts${index}: AlertFile = ${JSON.stringify(createGrafanaAlerts(watches, DEFAULT_MONITORING))};`,
  ]);
  expect(complaints(made.join('\n'))).toBe('');
});

test('detects violations of the published types', () => {
  const [watches = []] = sets;
  const board = createGrafanaDashboard(watches, DEFAULT_MONITORING);
  const wrong = { ...board, schemaVersion: 'new', panels: [{ ...board.panels[1], targets: [{}] }] };
  const said = complaints(`export const board: Board = ${JSON.stringify(wrong)};`);
  expect(said).toContain("Type 'string' is not assignable to type 'number'");
  expect(said).toContain("'expr'");
});

test('gives each budget a chart with its limit, and each rule a unique identifier', () => {
  for (const watches of sets) {
    const text = JSON.stringify(createGrafanaDashboard(watches, DEFAULT_MONITORING));
    for (const { limit, budget } of watches) {
      expect(text).toContain(`"title":${JSON.stringify(`${budget.metric} ${budget.text}`)}`);
      expect(text).toContain(`"value":${limit}`);
    }
    const uids = createGrafanaAlerts(watches, DEFAULT_MONITORING).groups[0]?.rules.map(
      ({ uid }) => uid,
    );
    expect(new Set(uids).size).toBe(uids?.length);
  }
});
