import { cycleDetail } from './cycle-detail.ts';
import { cycleTable, targetLine } from './cycle-table.ts';
import type { OptimizationReport } from './document.ts';
import { gapAnalysis } from './gap-analysis.ts';

/** The report of a loop: what changed, by how much, what not and why, and how to take or undo it. */
export function renderMarkdown(report: OptimizationReport): string {
  const { state, total, target, metIn, details } = report;
  const stop = state.run.stop;
  const gap = gapAnalysis(report);
  return [
    `# Optimization of ${state.target}`,
    '',
    ...(stop === null ? [] : [stop.text, '']),
    cycleTable(state.cycles, total),
    '',
    ...(target === null ? [] : [targetLine(target, total, metIn, stop?.reason ?? ''), '']),
    ...waivers(report),
    '## Cycles',
    '',
    ...details.flatMap((one) => [cycleDetail(one, report), '']),
    ...(gap === null ? [] : [gap, '']),
    ...mapSection(report),
    ...branchSection(report),
  ].join('\n');
}

function waivers({ state: { run } }: OptimizationReport): readonly string[] {
  const lines = [
    ...(run.gate_waiver === null ? [] : [['Wrong Tool Gate', run.gate_waiver] as const]),
    ...(run.plan_waiver === null ? [] : [['plan check', run.plan_waiver] as const]),
  ].map(([what, { reason, by, at }]) => `Overridden: ${what}, by ${by} on ${at}: ${reason}`);
  return lines.length === 0 ? [] : [...lines, ''];
}

/** What was found out is worth something whatever became of it (OPT-46, OPT-68). */
function mapSection({ map, details, state }: OptimizationReport): readonly string[] {
  if (map === null) return [];
  const ideas = details.at(-1)?.hypotheses ?? [];
  return [
    '## Performance Map',
    '',
    `${map.bottleneck_classification}: ${map.bottleneck_detail}`,
    '',
    ...map.top_bottlenecks.map(
      ({ step, function: name, location, share, priority }) =>
        `- ${step} ${name}${location === null ? '' : ` (${location})`}: ${Number(share.toFixed(1))}%, ${priority}`,
    ),
    '',
    `The whole map: .optimization/${state.slug}/cycle-${state.current_cycle}/map.json`,
    '',
    ...(ideas.length === 0
      ? []
      : [
          'Proposed last:',
          '',
          ...ideas.map(({ id, description }) => `- ${id}: ${description}`),
          '',
        ]),
  ];
}

function branchSection({ branches, state }: OptimizationReport): readonly string[] {
  const last = branches.at(-1);
  if (last === undefined) return ['## Branches', '', 'None: nothing was changed.', ''];
  const isWhole = branches.every(({ isInLast }) => isInLast);
  return [
    '## Branches',
    '',
    ...branches.map(({ name, isInLast }) => `- ${name}${isInLast ? '' : ' (not in the last one)'}`),
    '',
    isWhole ? `${last.name} contains all changes.` : 'No branch contains all changes.',
    '',
    `Your own branch is as it was. To take the changes: git merge ${last.name}. To drop them: git branch -D ${branches.map(({ name }) => name).join(' ')}. They began at ${state.run.base_commit.slice(0, 12)}.`,
    '',
  ];
}
