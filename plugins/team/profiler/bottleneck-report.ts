import type { ProjectType } from './detect-project-type-and-tools.ts';
import {
  BOTTLENECK_SEVERITIES,
  type BottleneckRanking,
  type BottleneckSeverity,
  type RankedBottleneck,
} from './rank-bottlenecks.ts';

/** Contents of a bottleneck report (TPP-07). */
export interface ProfileFindings extends BottleneckRanking {
  readonly project: ProjectType;
  /** Methods by which the numbers were obtained, a sentence each. */
  readonly methods: readonly string[];
  /** Findings other than bottlenecks, a sentence each. */
  readonly also: readonly string[];
}

/** `bottleneck-report.md`; {@link readReportedSeverities} reads the severities back. */
export function formatBottleneckReport(findings: ProfileFindings): string {
  const { project, bottlenecks, remark, methods, also } = findings;
  const markers = project.markers.length === 0 ? '' : ` (${project.markers.join(', ')})`;
  return [
    '# Bottlenecks',
    '',
    `Project type: ${project.kind}${markers}`,
    '',
    ...bottlenecks.flatMap(blockOf),
    ...(remark === null ? [] : [remark, '']),
    '## Methods',
    '',
    ...listed(methods),
    ...(also.length === 0 ? [] : ['## Also found', '', ...listed(also)]),
  ].join('\n');
}

function listed(texts: readonly string[]): readonly string[] {
  return [...texts.map((text) => `- ${oneLine(text)}`), ''];
}

function blockOf(ranked: RankedBottleneck, at: number): readonly string[] {
  return [
    `## ${at + 1}. ${oneLine(ranked.function)}`,
    '',
    `- Scenario: ${oneLine(ranked.scenario)}`,
    `- Severity: ${ranked.severity}`,
    `- Location: ${ranked.file === null ? 'no source' : `${ranked.file}:${ranked.line}`}`,
    `- ${ranked.origin === 'measured' ? 'Measured' : 'Estimated'}: ${ranked.wall_time_ms} ms, ${ranked.share} % of an operation`,
    `- Impact: ${oneLine(ranked.impact)}`,
    ...ranked.evidence.map((text) => `- Evidence: ${oneLine(text)}`),
    '',
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Reads the severities of a report, which people may edit; null: no report, or damaged. */
export function readReportedSeverities(text: string): readonly BottleneckSeverity[] | null {
  if (!text.startsWith('# Bottlenecks\n') || !text.includes('\n## Methods\n')) return null;
  const blocks = text.split(/^(?=## )/mu).filter((block) => /^## \d+\. /u.test(block));
  const severities = blocks.flatMap((block) => {
    const word = /^- Severity: (.+)$/mu.exec(block)?.[1];
    return BOTTLENECK_SEVERITIES.find((severity) => severity === word) ?? [];
  });
  return severities.length < blocks.length ? null : severities;
}

/** Returns the data that a profiler shares with its team (TPP-07). */
export function profilerNamespace(
  { project, bottlenecks }: ProfileFindings,
  scope: readonly string[],
) {
  const [top] = bottlenecks;
  const place = top?.file == null ? '' : ` (${top.file}:${top.line})`;
  return {
    project_type: project.kind,
    bottleneck_count: bottlenecks.length,
    scope,
    top_bottleneck: top === undefined ? null : `${top.function}${place}`,
  };
}
