import { join } from 'node:path';
import { budgets, EXIT, type Files, UserError } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { formatMilliseconds, formatShare } from '../outputs/format-investigation-values.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import {
  type IncidentBudget,
  type IncidentBudgets,
  incidentBudgets,
} from './budgets-derived-from-incident.ts';

interface WrittenGate extends IncidentBudgets {
  readonly scenario: string;
  readonly steps: string;
}

/**
 * Writes a gate for an incident: a scenario with budgets, and CI steps. The budgets are first
 * checked to fail for the incident itself and to pass for the time before it.
 *
 * @param folder - Absolute path.
 * @param named - The folder as CI refers to it.
 * @throws UserError where there are no such limits, or a file exists that people have changed.
 */
export function writeGate(
  files: Pick<Files, 'read' | 'writeTogether'>,
  { folder, named }: { readonly folder: string; readonly named: string },
  report: InvestigationReport,
): WrittenGate {
  const gate = incidentBudgets(report);
  const stops = gate.budgets.some(({ metric, limit, incident }) => !keeps(metric, limit, incident));
  const lets = gate.budgets.every(({ metric, limit, healthy }) => keeps(metric, limit, healthy));
  if (!stops || !lets)
    throw new UserError({
      code: 'investigation-gate',
      message: `The values before and during ${report.id} are too close together for any limit to separate them.`,
      remedy:
        'Write a scenario for the slow path manually, and have the gate compare it with the base version.',
      exitCode: EXIT.baseline,
    });
  const name = `incident-${report.id}.ts`;
  const texts = {
    scenario: [join(folder, name), renderGateScenario(report.id, gate)],
    steps: [join(folder, `incident-${report.id}.ci.yml`), renderGateJobSteps(`${named}/${name}`)],
  } as const;
  for (const [path, text] of Object.values(texts)) {
    const kept = files.read(path);
    if (kept !== null && kept !== text)
      throw new UserError({
        code: 'investigation-gate-exists',
        message: `${path} already exists with different content.`,
        remedy: 'Move the file elsewhere, or choose another folder for the gate: --output <folder>',
        exitCode: EXIT.usage,
      });
  }
  files.writeTogether(Object.values(texts));
  return { ...gate, scenario: texts.scenario[0], steps: texts.steps[0] };
}

/**
 * Returns true where a value is within a budget, using the parser and judge of gates.
 * @param value - In the metric's base unit.
 */
function keeps(metric: string, limit: string, value: number): boolean {
  const budget = budgets.parseBudget(metric, limit, 'error');
  if ('problem' in budget) throw new TypeError(`${metric} ${limit}: ${budget.problem}`);
  const judged = budgets.judgeBudget(budget, {
    unit: metric === 'error_rate' ? 'ratio' : 'ms',
    better: 'lower',
    nature: 'timed',
    center: value,
    low: value,
    high: value,
    confidence: 0,
    n: 1,
    variation: 0,
    sample: [value],
  });
  return judged.verdict === 'pass';
}

const MAX_LENGTH = 120;
const FORM = /^(?:(?<method>[A-Z]+) )?(?<path>\/\S*)$/u;

/** A scenario to be completed: the path that became worse, with limits from before it did. */
function renderGateScenario(id: string, { endpoint, budgets }: IncidentBudgets): string {
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
function renderGateJobSteps(scenario: string): string {
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
