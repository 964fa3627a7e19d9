import type { Finding } from 'perf-harness/plugin';
import type {
  CauseEvidence,
  CodePart,
  DataPart,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { CAUSE_WINDOW_MS, TRAFFIC_RISE_RATIO } from './evidence-from-changes.ts';
import { planActions } from './plan-incident-response.ts';
import { type AnalysisResults, concludeCause, rankCauses } from './rank-causes.ts';

type Outcomes = Pick<InvestigationReport, 'data' | 'code' | 'infrastructure'>;

/**
 * Combines the results of three analysers into causes, a conclusion and a plan (INV-31, INV-32).
 * Pure.
 *
 * @param measured - Evidence from measurements of changes, by change id.
 */
export function composeInvestigationReport(
  head: Pick<InvestigationReport, 'id' | 'incident'>,
  outcomes: Outcomes,
  measured: ReadonlyMap<string, CauseEvidence> = new Map(),
): InvestigationReport {
  const found = {
    data: partOf(outcomes.data),
    code: withWindow(partOf(outcomes.code), partOf(outcomes.data)),
    infrastructure: partOf(outcomes.infrastructure),
    measured,
  };
  const causes = rankCauses(found);
  const conclusion = concludeCause(found, causes);
  return {
    schema: 'perf-harness/investigation@1',
    ...head,
    incident: { ...head.incident, trigger: head.incident.trigger ?? computedTrigger(found) },
    data: outcomes.data,
    code:
      outcomes.code.state === 'completed' && found.code !== null
        ? { state: 'completed', part: found.code }
        : outcomes.code,
    infrastructure: outcomes.infrastructure,
    conclusion,
    causes,
    actions: planActions(causes, conclusion, head.incident.service),
    findings: gaps(outcomes),
  };
}

function partOf<Part>(
  outcome: { readonly state: 'completed'; readonly part: Part } | { readonly state: string },
): Part | null {
  return 'part' in outcome ? outcome.part : null;
}

/** Marks the deployments in the window: at most 30 minutes before the onset, not after (INV-13). */
function withWindow(code: CodePart | null, data: DataPart | null): CodePart | null {
  const onset = data?.onset ?? null;
  if (code === null || onset === null) return code;
  const [first, last] = [Date.parse(onset.low) - CAUSE_WINDOW_MS, Date.parse(onset.high)];
  return {
    ...code,
    deployments: code.deployments.map((deployment) => ({
      ...deployment,
      in_window: Date.parse(deployment.at) >= first && Date.parse(deployment.at) <= last,
    })),
  };
}

/** Reports missing analyses, since they could have ruled out causes. */
function gaps(outcomes: Outcomes): readonly Finding[] {
  return Object.entries(outcomes).flatMap(([name, outcome]): readonly Finding[] =>
    outcome.state === 'completed'
      ? outcome.part.findings
      : [
          {
            id: `no-${name}`,
            level: 'warning',
            message: `The ${name} analysis is missing: ${outcome.reason}.`,
          },
        ],
  );
}

/**
 * Derives the trigger of an investigation from its findings (INV-02): a degradation with more
 * traffic, after a deployment, or without either.
 *
 * @returns null where nothing degraded.
 */
function computedTrigger({
  data,
  code,
}: Pick<AnalysisResults, 'data' | 'code'>): InvestigationReport['incident']['trigger'] {
  if (data === null || data.onset === null) return null;
  if ((data.traffic?.ratio ?? 1) >= TRAFFIC_RISE_RATIO) return 'capacity';
  return code?.deployments.some((deployment) => deployment.in_window) === true
    ? 'deployment'
    : 'rise';
}
