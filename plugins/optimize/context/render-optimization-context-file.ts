import type { measure } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import { BLOCK_CLOSE, BLOCK_OPEN, type ContextBlock } from './optimization-context-block-schema.ts';

/** Headings of a context.md, in their order (OPT-54). */
export const CONTEXT_SECTIONS = [
  'Problem Statement',
  'Performance Map',
  'Suspicion Stack',
  'Industry Benchmark',
  'Target Metrics',
  'Hypotheses',
  'Dependencies/Conflicts',
  'Local Codebase Findings',
  'Test Command',
  'E2E Test',
  'Instrumented Files',
  'Previous Cycles',
] as const;
type SectionName = (typeof CONTEXT_SECTIONS)[number];

const SECTIONS: Readonly<Record<SectionName, (block: ContextBlock) => string>> = {
  'Problem Statement': problemSection,
  'Performance Map': performanceMapSection,
  'Suspicion Stack': candidateSection,
  'Industry Benchmark': benchmarkSection,
  'Target Metrics': targetsSection,
  Hypotheses: hypothesesSection,
  'Dependencies/Conflicts': relationsSection,
  'Local Codebase Findings': ({ local_codebase_findings: findings }) =>
    formatBulletList(
      findings.map(({ id, message, location }) =>
        location === null
          ? `${formatInlineCode(id)}: ${formatLine(message)}`
          : `${formatInlineCode(id)} at ${formatInlineCode(location)}: ${formatLine(message)}`,
      ),
    ),
  'Test Command': ({ test_command: command }) =>
    command === null ? 'None.' : formatInlineCode(command),
  'E2E Test': ({ e2e_test: { command, source } }) =>
    command === null ? 'None.' : `${formatInlineCode(command)}, found by: ${formatLine(source)}`,
  'Instrumented Files': ({ instrumented_files: files }) =>
    formatBulletList(files.map(formatInlineCode)),
  'Previous Cycles': cyclesSection,
};

/**
 * Renders a context.md: prose for people, followed by the block it was rendered from, the only part
 * that is read again. Deterministic.
 */
export function renderContext(block: ContextBlock): string {
  const sections = CONTEXT_SECTIONS.map((name) => `## ${name}\n\n${SECTIONS[name](block)}\n`);
  return [
    `# Optimization of ${formatLine(block.problem_statement.target)}, cycle ${block.cycle}\n`,
    ...warnings(block),
    ...sections,
    '## Machine-readable block\n',
    'Only this block is read; the text above is rendered from it.\n',
    `${BLOCK_OPEN}\n${JSON.stringify(block, null, 2)}\n${BLOCK_CLOSE}\n`,
  ].join('\n');
}

function warnings({
  warnings: concerns,
  review_history: reviews,
}: ContextBlock): readonly string[] {
  const warned = concerns.map(
    ({ type, detail }) => `**${formatLine(type)}**: ${formatLine(detail)}`,
  );
  const reviewed = reviews.map(
    ({ at, verdict, summary }) => `${at} ${verdict}: ${formatLine(summary)}`,
  );
  return [
    ...(warned.length === 0 ? [] : [`## Warnings\n\n${formatBulletList(warned)}\n`]),
    ...(reviewed.length === 0 ? [] : [`## Review History\n\n${formatBulletList(reviewed)}\n`]),
  ];
}

function problemSection({ problem_statement: problem, service_topology: topology }: ContextBlock) {
  const { target, observed_metric: observed, target_metric: goal } = problem;
  const services = Object.entries(topology ?? {}).map(
    ([name, path]) => `Service ${formatLine(name)}: ${formatInlineCode(path)}`,
  );
  return formatBulletList([
    `Target: ${formatInlineCode(target)}`,
    `Observed: ${observed.value} ${formatLine(observed.unit)} (${formatLine(observed.type)})`,
    `Goal: ${goal === null ? 'set after research' : `${goal.value} ${formatLine(goal.unit)}`}`,
    `Maximum cycles: ${problem.max_cycles}`,
    ...(problem.audit_report === null
      ? []
      : [`Audit report: ${formatInlineCode(problem.audit_report)}`]),
    ...services,
  ]);
}

function benchmarkSection(block: ContextBlock): string {
  const { industry_benchmark: benchmark, recommended_target: target, disclaimer } = block;
  const { competitor_approaches: others = [], research_sources: sources } = block;
  return formatBulletList([
    `expected_range: ${benchmark === null ? 'unknown' : `${formatLine(benchmark.expected_range)} (${formatLine(benchmark.metric)})`}`,
    `source: ${benchmark === null ? 'none' : formatLine(benchmark.source)}`,
    `recommended_target: ${target === null ? 'none' : `${target} ms`}`,
    ...others.map(({ name, approach }) => `${formatLine(name)}: ${formatLine(approach)}`),
    ...sources.map(({ title, url, date }) => `${formatLine(title)}, <${url}>, ${date}`),
    ...(disclaimer === null ? [] : [formatLine(disclaimer)]),
  ]);
}

function targetsSection({ target_metrics: targets }: ContextBlock): string {
  const rows = Object.entries(targets).map(
    ([metric, { value, source, confidence }]) =>
      `| ${formatTableCell(metric)} | ${value} | ${confidence} | ${formatTableCell(source)} |`,
  );
  if (rows.length === 0) return 'None.';
  return ['| metric | target | confidence | source |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function hypothesesSection({ hypotheses }: ContextBlock): string {
  return hypotheses.map(hypothesisText).join('\n\n') || 'None.';
}

function hypothesisText(hypothesis: Hypothesis): string {
  const { percent, origin, note } = hypothesis.expected_impact;
  const files = hypothesis.files_to_modify.map(formatInlineCode).join(', ') || 'none';
  return [
    `### ${hypothesis.id}: ${formatLine(hypothesis.description)}\n`,
    formatBulletList([
      `bottleneck_addressed: ${formatLine(hypothesis.bottleneck_addressed)} (${hypothesis.bottleneck_class})`,
      `expected_impact: ${percent} %, ${origin}: ${formatLine(note)}`,
      `complexity: ${hypothesis.complexity}`,
      `risk: ${hypothesis.risk}`,
      `fix_level: ${hypothesis.fix_level}`,
      `files_to_modify: ${files}`,
      `conflicts_with: ${hypothesis.conflicts_with.join(', ') || 'none'}`,
      `dependencies: ${hypothesis.dependencies.join(', ') || 'none'}`,
      `evidence: ${hypothesis.evidence.map(formatInlineCode).join(', ') || 'none'}`,
      `applied by: ${hypothesis.apply?.kind ?? 'hand; never counted as applied'}`,
      ...hypothesis.premises.map(
        ({ text, measurement }) =>
          `premise: ${formatLine(text)} (${measurement === null ? 'assumed' : formatInlineCode(measurement)})`,
      ),
    ]),
  ].join('\n');
}

function relationsSection({ hypotheses }: ContextBlock): string {
  return formatBulletList(
    hypotheses.flatMap(({ id, dependencies, conflicts_with: conflicts }) => [
      ...(dependencies.length === 0 ? [] : [`${id} needs ${dependencies.join(', ')}`]),
      ...(conflicts.length === 0 ? [] : [`${id} conflicts with ${conflicts.join(', ')}`]),
    ]),
  );
}

function cyclesSection({ previous_cycles: cycles }: ContextBlock): string {
  if (cycles.length === 0) return 'None.';
  return [
    '| cycle | bottleneck | baseline | final | improvement | hypotheses | branch |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...cycles.map(
      (cycle) =>
        `| ${cycle.cycle} | ${formatTableCell(cycle.bottleneck)} | ${cycle.baseline_ms} ms | ${cycle.final_ms} ms | ${cycle.improvement_pct} % | ${formatTableCell(cycle.hypotheses_applied.join(', '))} | ${formatTableCell(cycle.branch ?? '')} |`,
    ),
  ].join('\n');
}

function performanceMapSection({ performance_map: map }: ContextBlock): string {
  const baseline = Object.entries(map.baseline).map(([metric, value]) => `${metric}: ${value}`);
  const top = map.top_bottlenecks.map(
    ({ step, type, share, priority, detail }) =>
      `${step} ${type} ${percent(share)} ${priority}: ${formatLine(detail)}`,
  );
  return [
    `Classification: ${map.bottleneck_classification}. ${formatLine(map.bottleneck_detail)}\n`,
    `### Baseline\n\n${formatBulletList(baseline)}\n`,
    `### Top bottlenecks\n\n${formatBulletList(top)}\n`,
    `### Steps\n\n${stepLines(map.steps, 0).join('\n') || 'None.'}`,
  ].join('\n');
}

function stepLines(steps: readonly measure.Step[], depth: number): readonly string[] {
  return steps.flatMap((step) => {
    const place = step.location === null ? '' : ` ${formatInlineCode(step.location)}`;
    const service = step.service === undefined ? '' : ` [${formatLine(step.service)}]`;
    const time = `${round(step.wall_time_ms)} ms, ${percent(step.time_share_pct)}`;
    const line = `${'  '.repeat(depth)}- ${step.id} ${formatLine(step.function)}${place}${service}: ${time}, ${step.step_type}, ${step.origin}`;
    return [line, ...stepLines(step.children, depth + 1)];
  });
}

/** Lists the candidates in `suspicion_stack`, confirmed first, each with its measurements. */
function candidateSection({ performance_map: { suspicion_stack: stack } }: ContextBlock) {
  const part = (verdict: measure.Suspicion['verdict']): string =>
    stack
      .filter((candidate) => candidate.verdict === verdict)
      .map(suspicionText)
      .join('\n') || 'None.';
  const isPending = stack.some(({ verdict }) => verdict === 'pending');
  const pending = isPending ? `\n\n### Pending\n\n${part('pending')}` : '';
  return `### Confirmed\n\n${part('confirmed')}\n\n### Dismissed\n\n${part('dismissed')}${pending}`;
}

function suspicionText(candidate: measure.Suspicion): string {
  const evidence = candidate.evidence.map(
    ({ id, question, answer }) =>
      `  - ${formatInlineCode(id)} ${formatLine(question)} ${formatLine(answer)}`,
  );
  return [
    `- ${formatInlineCode(candidate.id)} ${formatLine(candidate.category)} at ${formatInlineCode(candidate.location)}: ${formatLine(candidate.description)} ${formatLine(candidate.verification_note)}`,
    ...evidence,
  ].join('\n');
}

function percent(value: number): string {
  return `${round(value)} %`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** Formats text as part of one line, so foreign text starts no heading, list or fence. */
function formatLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[<>]/gu, (sign) => (sign === '<' ? '&lt;' : '&gt;'))
    .replaceAll('`', "'");
}

/** A text as a cell of a table. */
function formatTableCell(text: string): string {
  return formatLine(text).replaceAll('|', '\\|');
}

function formatInlineCode(text: string): string {
  return `\`${text.replace(/\s+/gu, ' ').replaceAll('`', "'")}\``;
}

/** Formats a bullet list; `None.` if it is empty. */
function formatBulletList(items: readonly string[]): string {
  return items.length === 0 ? 'None.' : items.map((item) => `- ${item}`).join('\n');
}
