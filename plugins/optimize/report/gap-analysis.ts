import type { PerformanceMap } from 'perf-harness';
import { BEYOND_CODE, type OptimizationReport } from './document.ts';

/** What is left to do where the target was missed (OPT-65), as Markdown; null: it was met. */
export function gapAnalysis(report: OptimizationReport): string | null {
  if (report.metIn !== null || report.state.run.mode.plan_only) return null;
  const { total, map, state } = report;
  return [
    '## Gap Analysis',
    '',
    `Achieved: ${total.totalImprovementPct}% over ${state.cycles.length} ${state.cycles.length === 1 ? 'cycle' : 'cycles'}.`,
    '',
    'Remaining bottlenecks, of the latest map:',
    '',
    ...remaining(map),
    '',
    'Beyond the code:',
    '',
    ...recommendations(map),
    '',
    `Stop reason: ${reasonWord(state.run.stop?.reason ?? 'failed')}. ${state.run.stop?.text ?? ''}`.trim(),
  ].join('\n');
}

/** As the report names it: plateau, max_cycles, no hypotheses, … */
export function reasonWord(reason: string): string {
  return reason === 'no_hypotheses' ? 'no hypotheses' : reason;
}

function remaining(map: PerformanceMap | null): readonly string[] {
  const lines = (map?.top_bottlenecks ?? []).map(
    ({ function: name, location, type, share, detail }) =>
      `- ${type} ${Number(share.toFixed(1))}%: ${name}${location === null ? '' : ` (${location})`}. ${detail}`,
  );
  return lines.length === 0 ? ['- None was found.'] : lines;
}

function recommendations(map: PerformanceMap | null): readonly string[] {
  const types = new Set((map?.top_bottlenecks ?? []).map(({ type }) => type));
  if (types.size === 0) types.add('Unknown');
  return [...types].map((type) => `- ${type}: ${BEYOND_CODE[type]}`);
}
