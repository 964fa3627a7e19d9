import type { FieldData, FieldMetric } from '../model/field.ts';
import { isOfPage } from './is-of-page.ts';
import { type PublishedPage, publishedField } from './published-field.ts';

/** What stands for a whole site, of which CrUX knows all pages together. */
const WHOLE_SITE = '*';

/**
 * What answers of CrUX have of a page: by the path of its address, and of an origin where the page is
 * `*`. All devices together where there is such an answer; else the worst of them for each metric.
 * @throws FieldProblem for values that cannot be.
 */
export function cruxField(pages: readonly PublishedPage[], page: string, file: string): FieldData {
  const own = pages.filter((one) =>
    one.isOrigin === true ? page === WHOLE_SITE : isOfPage(pathOf(one.page), page),
  );
  const all = own.filter(({ device }) => device === null);
  const fields = (all.length > 0 ? all : own).map((one) => publishedField(one, file));
  const metrics: Record<string, FieldMetric> = {};
  for (const field of fields) {
    for (const [name, metric] of Object.entries(field.metrics)) {
      const known = metrics[name];
      if (known === undefined || known.p75 < metric.p75) metrics[name] = metric;
    }
  }
  const [first] = fields;
  const devices = new Set(fields.map(({ device }) => device));
  const device = devices.size === 1 ? first?.device : undefined;
  return {
    files: [file],
    page,
    ...(device !== undefined && { device }),
    from: first?.from ?? null,
    to: first?.to ?? null,
    metrics,
  };
}

function pathOf(address: string): string {
  return URL.parse(address)?.pathname ?? address;
}
