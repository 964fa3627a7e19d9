import type { RunRecord } from '../../harness/model/documents/record.ts';
import type { ResourceLink } from './server-tool.ts';

export const SCHEME = 'perf-harness://';

/** Where the whole of a run can be read. */
export function runLink({ id, scenario }: Pick<RunRecord, 'id' | 'scenario'>): ResourceLink {
  return { uri: `${SCHEME}runs/${id}`, name: scenario, mimeType: 'application/json' };
}

export function comparisonLink(id: string): ResourceLink {
  return { uri: `${SCHEME}comparisons/${id}`, name: id, mimeType: 'application/json' };
}
