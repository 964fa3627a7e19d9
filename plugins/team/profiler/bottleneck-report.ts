import { z } from 'zod';
import type { ProjectType } from './detect-project-type-and-tools.ts';
import {
  type BottleneckRanking,
  type RankedBottleneck,
  rankedBottleneckSchema,
} from './rank-bottlenecks.ts';

/** Contents of a bottleneck report (TPP-07). */
export interface ProfileFindings extends BottleneckRanking {
  readonly project: ProjectType;
  /** Methods by which the numbers were obtained, a sentence each. */
  readonly methods: readonly string[];
  /** Findings other than bottlenecks, a sentence each. */
  readonly also: readonly string[];
}

/** `bottleneck-report.md`; {@link readBottleneckReport} reads the ranking back. */
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

/** Labels of numbers by their origin. */
const ORIGINS = { measured: 'Measured', estimated: 'Estimated' } as const;

function blockOf(ranked: RankedBottleneck, at: number): readonly string[] {
  return [
    `## ${at + 1}. ${oneLine(ranked.function)}`,
    '',
    `- Scenario: ${oneLine(ranked.scenario)}`,
    `- Severity: ${ranked.severity}`,
    `- Location: ${ranked.file === null ? 'no source' : `${ranked.file}:${ranked.line}`}`,
    `- ${ORIGINS[ranked.origin]}: ${ranked.wall_time_ms} ms, ${ranked.share} % of an operation`,
    `- Impact: ${oneLine(ranked.impact)}`,
    ...ranked.evidence.map((text) => `- Evidence: ${oneLine(text)}`),
    '',
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Reads the ranking of a report; null if it is not a report, or damaged. */
export function readBottleneckReport(text: string): readonly RankedBottleneck[] | null {
  if (!text.startsWith('# Bottlenecks\n') || !text.includes('\n## Methods\n')) return null;
  const blocks = text.split(/^(?=## )/mu).filter((block) => /^## \d+\. /u.test(block));
  const read = z.array(rankedBottleneckSchema).safeParse(blocks.map(readBlock));
  return read.success ? read.data : null;
}

function readBlock(block: string): Readonly<Record<keyof RankedBottleneck, unknown>> {
  const lines = block.split('\n');
  const allOf = (name: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`- ${name}: `) ? [line.slice(name.length + 4)] : []));
  const [location = ''] = allOf('Location');
  const [, file = null, line] = /^(.+):(\d+)$/u.exec(location) ?? [];
  const [measured] = allOf(ORIGINS.measured);
  const number = measured ?? allOf(ORIGINS.estimated)[0] ?? '';
  const [, ms, share] = /^(\S+) ms, (\S+) % of/u.exec(number) ?? [];
  return {
    scenario: allOf('Scenario')[0],
    severity: allOf('Severity')[0],
    function: /^## \d+\. (.+)$/u.exec(lines[0] ?? '')?.[1],
    file,
    line: line === undefined ? null : Number(line),
    wall_time_ms: Number(ms),
    share: Number(share),
    impact: allOf('Impact')[0],
    evidence: allOf('Evidence'),
    origin: measured === undefined ? 'estimated' : 'measured',
  };
}

/**
 * Returns the data that a profiler shares with its team (TPP-07). @param scope - Files or targets;
 * empty for the whole project.
 */
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
