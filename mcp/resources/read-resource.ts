import { reportOfRuns } from '../../harness/gate/report-of-runs.ts';
import { createComparisonStore } from '../../harness/history/comparison-store.ts';
import { isKnown } from '../../harness/history/record-entry.ts';
import { createRecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { loadConfig } from '../../harness/scenario/config.ts';
import { comparisonLink, runLink } from '../../registry/tools/links.ts';
import type { ResourceLink } from '../../registry/tools/server-tool.ts';
import type { Form } from './forms.ts';

/** The newest of each kind that a list names; others are read by their identifier. */
const LISTED = 50;
/** Characters of a resource: more would fill any context. */
const MOST = 16_000_000;

export async function listResources(host: Host): Promise<readonly ResourceLink[]> {
  const { stateFolder } = await loadConfig(host, host.cwd);
  const runs = createRecordStore(host, stateFolder).list().filter(isKnown);
  const comparisons = createComparisonStore(host, stateFolder).list();
  return [
    ...runs.slice(-LISTED).reverse().map(runLink),
    ...comparisons.slice(-LISTED).reverse().map(comparisonLink),
  ];
}

/** @throws UserError where there is none, and for one that is too large. */
export async function readResource(
  host: Host,
  kind: 'runs' | 'comparisons',
  id: string,
  form: Form,
): Promise<string> {
  const { stateFolder } = await loadConfig(host, host.cwd);
  const key = id.replace(/\.json$/u, '');
  const document =
    kind === 'runs'
      ? createRecordStore(host, stateFolder).load(key)
      : await createComparisonStore(host, stateFolder).load(key);
  const text =
    form === ''
      ? JSON.stringify(document)
      : await page('metrics' in document ? reportOfRuns([document]) : document, form);
  if (text.length <= MOST) return text;
  throw new UserError({
    code: 'resource-too-large',
    message: `${id} has ${text.length} characters, too many to be handed over; it lies in the folder of the project's state.`,
  });
}

async function page(document: ReportDocument, form: Exclude<Form, ''>): Promise<string> {
  const plain = { width: 80, color: false };
  if (form === '/report.md') {
    return (await import('../../reports/markdown.ts')).markdownReporter.render(document, plain);
  }
  return (await import('../../reports/html.ts')).htmlReporter.render(document, plain);
}
