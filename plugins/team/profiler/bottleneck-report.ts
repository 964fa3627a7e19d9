import { z } from 'zod';
import { BOTTLENECK_SEVERITIES } from './bottleneck-severity.ts';
import type { ProjectType } from './detect-project-type.ts';
import type { BottleneckRanking, RankedBottleneck } from './rank-bottlenecks.ts';

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

function blockOf(rankedBottleneck: RankedBottleneck, at: number): readonly string[] {
  return [
    `## ${at + 1}. ${oneLine(rankedBottleneck.function)}`,
    '',
    `- Scenario: ${oneLine(rankedBottleneck.scenario)}`,
    `- Severity: ${rankedBottleneck.severity}`,
    `- Location: ${rankedBottleneck.file === null ? 'no source' : `${rankedBottleneck.file}:${rankedBottleneck.line}`}`,
    `- ${ORIGINS[rankedBottleneck.origin]}: ${rankedBottleneck.wall_time_ms} ms, ${rankedBottleneck.share} % of an operation`,
    `- Impact: ${oneLine(rankedBottleneck.impact)}`,
    ...rankedBottleneck.evidence.map((text) => `- Evidence: ${oneLine(text)}`),
    '',
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

const readSchema = z.array(
  z.object({
    scenario: z.string(),
    severity: z.enum(BOTTLENECK_SEVERITIES),
    function: z.string().min(1),
    file: z.string().nullable(),
    line: z.number().nullable(),
    wall_time_ms: z.number().nonnegative(),
    share: z.number().nonnegative(),
    impact: z.string(),
    evidence: z.array(z.string()),
    origin: z.enum(['measured', 'estimated']),
  }),
);

/** Reads the ranking of a report; null if it is not a report, or damaged. */
export function readBottleneckReport(text: string): readonly RankedBottleneck[] | null {
  if (!text.startsWith('# Bottlenecks\n') || !text.includes('\n## Methods\n')) return null;
  const blocks = text.split(/^(?=## )/mu).filter((block) => /^## \d+\. /u.test(block));
  const read = readSchema.safeParse(blocks.map(readBlock));
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

/** Data that a profiler shares with its team (TPP-07). */
export interface ProfilerNamespace {
  readonly project_type: ProjectType['kind'];
  readonly bottleneck_count: number;
  /** Function and place; null if there is no bottleneck. */
  readonly top_bottleneck: string | null;
  /** Files or targets; empty for the whole project. */
  readonly scope: readonly string[];
}

export function profilerNamespace(
  { project, bottlenecks }: ProfileFindings,
  scope: readonly string[],
): ProfilerNamespace {
  const [top] = bottlenecks;
  const place = top?.file == null ? '' : ` (${top.file}:${top.line})`;
  return {
    project_type: project.kind,
    bottleneck_count: bottlenecks.length,
    scope,
    top_bottleneck: top === undefined ? null : `${top.function}${place}`,
  };
}
