import { formatMilliseconds, formatShare } from '../outputs/format-investigation-values.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import type { IncidentBudget, IncidentBudgets } from './budgets-derived-from-incident.ts';

const MAX_LENGTH = 120;
const FORM = /^(?:(?<method>[A-Z]+) )?(?<path>\/\S*)$/u;

/** A scenario to be completed: the path that became worse, with limits from before it did. */
export function renderGateScenario(id: string, { endpoint, budgets }: IncidentBudgets): string {
  const { method = 'GET', path = '/' } = FORM.exec(endpoint)?.groups ?? {};
  const hasIdentifier = path.includes(':id');
  const name = endpoint === '' ? `incident ${id}` : endpoint;
  return `// Written by perf-harness investigate gate, from ${sanitizeText(id, MAX_LENGTH)}.
// The limits are those of production. Where CI is slower or faster, measure the commit before the
// incident there, and set them so that it passes and the commit of the incident fails.
import { defineScenario } from 'perf-harness';

export default defineScenario({
  name: ${quote(name)},
  // To be completed: what starts the service on the port that PORT names.
  server: { command: ['node', 'server.js'] },
${hasIdentifier ? '  // To be completed: replace 1 with an existing identifier.\n' : ''}  http: {
    url: ${quote(path.replaceAll(':id', '1'))},
${method === 'GET' ? '' : `    method: ${quote(method)},\n`}    connections: 10,
    duration: '10s',
  },
  budgets: {
${budgets.map(budgetLines).join('')}  },
});
`;
}

function budgetLines({ metric, limit, healthy, incident }: IncidentBudget): string {
  const text = metric === 'latency.p95' ? formatMilliseconds : formatShare;
  return `    // ${text(healthy)} before the incident, ${text(incident)} during it.
    ${metric === 'latency.p95' ? quote(metric) : metric}: ${quote(limit)},
`;
}

/** Steps for a job that has the repository and its packages. */
export function renderGateJobSteps(scenario: string): string {
  const word = /^[\w./-]+$/u.test(scenario) ? scenario : JSON.stringify(scenario);
  return `# Steps for a CI job, after checkout and installation. The checkout needs the full history, because
# the base is measured too.
- name: Performance budgets of the incident
  run: npx --no-install perf-harness run ${word}
- name: Comparison with the base
  run: npx --no-install perf-harness gate ${word}
`;
}

function quote(text: string): string {
  const clean = sanitizeText(text, MAX_LENGTH);
  return clean.includes("'") || clean.includes('\\') ? JSON.stringify(clean) : `'${clean}'`;
}
