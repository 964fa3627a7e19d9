import { randomBytes } from 'node:crypto';
import { RECORD_SCHEMA, type RunRecord } from '../model/documents/run-record.ts';
import type { FieldData } from '../model/field-metrics.ts';
import type { Finding } from '../model/finding.ts';
import type { Environment } from '../model/measurement-environment.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** Maximum length of a scenario's name in an identifier. */
const SLUG_LENGTH = 40;

/** Creates the record of a scenario before its first trial. */
export function startRunRecord(
  now: Date,
  scenario: Scenario,
  facts: {
    readonly environment: Environment;
    readonly findings: readonly Finding[];
    /** Metrics of real users; null or absent where none are known. */
    readonly field?: FieldData | null;
    readonly seed: number;
  },
): RunRecord {
  const { name, kind, group, params, tags, source, budgets, hooks, ...settings } = scenario;
  return {
    schema: RECORD_SCHEMA,
    id: createRecordId(now, name),
    state: 'running',
    scenario: name,
    kind,
    file: source?.path ?? source?.file ?? null,
    group,
    params,
    tags,
    settings: { ...settings, hooks, budgets },
    startedAt: now.toISOString(),
    finishedAt: null,
    seed: facts.seed,
    stop: null,
    environment: facts.environment,
    ...(facts.field == null ? {} : { field: facts.field }),
    metrics: {},
    unavailable: {},
    trials: [],
    findings: facts.findings,
    budgets: [],
    verdict: 'inconclusive',
    timings: {},
  };
}

/** Creates an id that sorts by time and names the scenario; random digits make it unique. */
export function createRecordId(now: Date, name: string): string {
  const stamp = now.toISOString().replace(/[-:.]/g, '');
  return `${stamp}-${fileSlug(name)}-${randomBytes(2).toString('hex')}`;
}

/** Converts a name to part of a file name: ASCII letters, digits and dashes. */
export function fileSlug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, SLUG_LENGTH);
  return plain === '' ? 'scenario' : plain;
}
