import { BLOCK_CLOSE, BLOCK_OPEN } from './context-file-block-markers.ts';
import {
  formatBulletList,
  formatInlineCode,
  formatLine,
  formatTableCell,
} from './format-markdown.ts';
import type { ContextBlock } from './optimization-context-block-schema.ts';
import {
  cyclesSection,
  hypothesesSection,
  relationsSection,
} from './render-hypotheses-and-previous-cycles.ts';
import {
  candidateSection,
  performanceMapSection,
} from './render-performance-map-and-candidates.ts';

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
