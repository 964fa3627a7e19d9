import { configuration, type Host, pages, records, tools, UserError } from 'perf-harness/plugin';

/** The newest of each kind that a list names; others are read by their identifier. */
const LISTED = 50;
/** Characters of a resource: more would fill any context. */
const MAX_LENGTH = 16_000_000;

export async function listResources(host: Host): Promise<readonly tools.ResourceLink[]> {
  const { stateFolder } = await configuration.loadConfig(host, host.cwd);
  const runs = records.createRecordStore(host, stateFolder).list().filter(records.isLoadable);
  const comparisons = records.createComparisonStore(host, stateFolder).list();
  return [
    ...runs.slice(-LISTED).reverse().map(tools.runLink),
    ...comparisons.slice(-LISTED).reverse().map(tools.comparisonLink),
  ];
}

/** @throws UserError where there is no such record, or it is too large. */
export async function readResource(
  host: Host,
  kind: 'runs' | 'comparisons',
  id: string,
  form: '' | '/report.md' | '/report.html',
): Promise<string> {
  const { stateFolder } = await configuration.loadConfig(host, host.cwd);
  const key = id.replace(/\.json$/u, '');
  const document =
    kind === 'runs'
      ? records.createRecordStore(host, stateFolder).load(key)
      : await records.createComparisonStore(host, stateFolder).load(key);
  const text =
    form === ''
      ? JSON.stringify(document)
      : page('metrics' in document ? records.combineRuns([document]) : document, form);
  if (text.length <= MAX_LENGTH) return text;
  throw new UserError({
    code: 'resource-too-large',
    message: `${id} has ${text.length} characters, too many to return; it is stored in the state folder of the project.`,
  });
}

function page(document: tools.ReportDocument, form: '/report.md' | '/report.html'): string {
  const plain = { width: 80, color: false };
  const reporter = form === '/report.md' ? pages.markdownReporter : pages.htmlReporter;
  return reporter.render(document, plain);
}
