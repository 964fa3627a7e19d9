import { dirname, resolve } from 'node:path';
import { FIELD_METRICS } from '../../model/field.ts';
import type { FieldSource } from '../../model/scenario/scenario.ts';
import type { ReadPage } from '../schema/definition-schema.ts';
import { metricsOfKind } from '../schema/metrics-of-kind.ts';
import type { Filler } from './fill-placeholders.ts';
import type { ServedParts } from './to-server.ts';

/** The window of the Chrome UX Report. */
const DEFAULT_DAYS = 28;

/**
 * Where it stands what real users had: a file from the folder of the scenario's own, and in it the
 * path of the page unless the scenario names others.
 */
export function toField(
  { file, page, days = DEFAULT_DAYS }: NonNullable<ReadPage['field']>,
  url: string,
  fill: Filler,
  { source, common }: ServedParts,
): FieldSource {
  const folder = source.file === null ? common.cwd : dirname(source.file);
  return {
    file: resolve(folder, fill.text(file, 'field.file')),
    page: page === undefined ? pathOf(url) : fill.text(page, 'field.page'),
    days,
  };
}

function pathOf(url: string): string {
  return URL.parse(url, 'http://page.invalid')?.pathname ?? url;
}

/** A limit for what only real users tell needs to know where they have. */
export function checkFieldMetrics(
  { budgets, field }: ReadPage,
  { onMistake }: Pick<ServedParts, 'onMistake'>,
): void {
  if (field !== undefined) return;
  const { own, onRequest } = metricsOfKind('page');
  for (const { metric } of budgets?.values() ?? []) {
    if (!FIELD_METRICS.includes(metric) || [...own, ...onRequest].includes(metric)) continue;
    onMistake(
      'budgets',
      `${metric} is known of real users only, expected a file of their visits in the key field`,
    );
  }
}
