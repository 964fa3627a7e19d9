import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Host, type measure, type PerformanceMap, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { readCode } from '../analysis/index.ts';
import { findFunctionsAt, flatSteps } from './generators/functions-on-bottleneck-path.ts';

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

const findingSchema = z.object({
  severity: z.enum(SEVERITIES),
  location: z.string().regex(/^.+:\d+$/u, 'must be path:line, such as src/users.ts:14'),
  issue: z.string().min(1),
  principle: z.string().default(''),
  recommendation: z.string().default(''),
});
/** Finding of an audit; its location is relative to the project root. */
type AuditFinding = z.infer<typeof findingSchema>;

const ownSchema = z.union([
  z.object({ findings: z.array(findingSchema) }),
  z.object({ categories: z.array(z.object({ findings: z.array(findingSchema) })) }),
]);

const placeSchema = z.object({
  physicalLocation: z.object({
    artifactLocation: z.object({ uri: z.string(), uriBaseId: z.string().optional() }),
    region: z.object({ startLine: z.int().positive() }),
  }),
});
const sarifSchema = z.object({
  version: z.literal('2.1.0'),
  runs: z.array(
    z.object({
      originalUriBaseIds: z
        .record(z.string(), z.object({ uri: z.string().optional() }))
        .default({}),
      results: z
        .array(
          z.object({
            ruleId: z.string().default(''),
            level: z.enum(['none', 'note', 'warning', 'error']).default('warning'),
            message: z.object({ text: z.string() }),
            locations: z.array(z.unknown()).default([]),
            suppressions: z.array(z.object({ status: z.string().default('accepted') })).default([]),
          }),
        )
        .default([]),
    }),
  ),
});
/** SARIF 2.1.0, section 3.27.10: levels are of how serious a result is. */
const SEVERITY_OF_LEVEL = { none: 'LOW', note: 'LOW', warning: 'MEDIUM', error: 'HIGH' } as const;

/**
 * Reads the findings of an audit: the JSON of an audit with `findings`, at its top or in each of
 * its `categories`, or SARIF 2.1.0. SARIF results without a line are left out.
 * @throws UserError naming what in the file cannot be read.
 */
export function readAuditReport(host: Host, root: string, path: string): readonly AuditFinding[] {
  const file = resolve(root, path);
  const text = host.files.isFile(file) ? host.files.read(file) : null;
  if (text === null) throw unreadable(path, 'there is no such file');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, 'it is not JSON', error);
  }
  const isSarif = typeof value === 'object' && value !== null && 'runs' in value;
  return isSarif ? ofSarif(root, path, value) : ofAudit(path, value);
}

function ofAudit(path: string, value: unknown): readonly AuditFinding[] {
  const hasCategories = typeof value === 'object' && value !== null && 'categories' in value;
  const schema = ownSchema.options[hasCategories ? 1 : 0];
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unreadable(path, z.prettifyError(parsed.error), parsed.error);
  const { data } = parsed;
  return 'findings' in data
    ? data.findings
    : data.categories.flatMap((category) => category.findings);
}

function ofSarif(root: string, path: string, value: unknown): readonly AuditFinding[] {
  const parsed = sarifSchema.safeParse(value);
  if (!parsed.success) throw unreadable(path, z.prettifyError(parsed.error), parsed.error);
  return parsed.data.runs.flatMap(({ results, originalUriBaseIds: bases }) =>
    results.flatMap(
      ({ ruleId, level, message, locations, suppressions }): readonly AuditFinding[] => {
        // Results with an accepted suppression are skipped (SARIF 2.1.0, 3.27.23).
        if (suppressions.some(({ status }) => status === 'accepted')) return [];
        const place = placeSchema.safeParse(locations[0]);
        if (!place.success) return [];
        const { artifactLocation, region } = place.data.physicalLocation;
        const { uri, uriBaseId = '' } = artifactLocation;
        return [
          {
            severity: SEVERITY_OF_LEVEL[level],
            location: `${fromRoot(root, fromBase(root, uri, bases[uriBaseId]?.uri))}:${region.startLine}`,
            issue: message.text,
            principle: ruleId,
            recommendation: '',
          },
        ];
      },
    ),
  );
}

/**
 * Resolves a URI against its base, such as the root of a repository that contains the project. A
 * base that does not contain the project comes from another machine and is ignored.
 */
function fromBase(root: string, uri: string, base: string | undefined): string {
  if (base?.startsWith('file:') !== true || /^[a-z][\w+.-]*:/iu.test(uri)) return uri;
  const way = relative(fileURLToPath(base), root);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
    ? uri
    : new URL(uri, base).href;
}

function fromRoot(root: string, uri: string): string {
  const path = uri.startsWith('file:') ? fileURLToPath(uri) : decodeURIComponent(uri);
  return (isAbsolute(path) ? relative(root, path) : path).replace(/^(\.\/)+/u, '');
}

function unreadable(path: string, why: string, cause?: unknown): UserError {
  return new UserError({
    code: 'bad-audit-report',
    message: `--audit-report ${path} cannot be read: ${why}`,
    remedy: 'Pass the JSON report of an audit, or SARIF 2.1.0.',
    cause,
  });
}

interface AuditedProject {
  /** Absolute. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/**
 * Adds audit findings in functions on the traced path to `suspicion_stack`. They stay pending,
 * since nothing has measured them yet; findings off the path are dropped.
 */
export async function withAudit(
  host: Host,
  map: PerformanceMap,
  findings: readonly AuditFinding[],
  { root, signal }: AuditedProject,
): Promise<PerformanceMap> {
  if (findings.length === 0) return map;
  const facts = await readCode(host, root, { signal });
  const onPath = flatSteps(map.steps).flatMap((step) =>
    findFunctionsAt(facts, [step.location]).map((codeFunction) => ({
      step: step.id,
      function: codeFunction,
    })),
  );
  const pending = findings.flatMap((finding, at): readonly measure.Suspicion[] => {
    const [own] = findFunctionsAt(facts, [finding.location]);
    const steps = onPath.flatMap(({ step, function: codeFunction }) =>
      codeFunction === own ? [step] : [],
    );
    return own === undefined || steps.length === 0 ? [] : [suspicionOf(finding, at, steps)];
  });
  return { ...map, suspicion_stack: [...map.suspicion_stack, ...pending] };
}

function suspicionOf(
  { severity, location, issue, principle, recommendation }: AuditFinding,
  at: number,
  steps: readonly string[],
): measure.Suspicion {
  const advice = recommendation === '' ? '' : ` Recommended: ${recommendation}`;
  return {
    id: `A${at + 1}`,
    category: principle === '' ? 'audit' : principle,
    location,
    description: issue,
    verdict: 'pending',
    source: 'audit',
    evidence: [],
    verification_note: `Rated ${severity} in an audit; not measured.${advice}`,
    affected_steps: [...new Set(steps)],
    share: null,
  };
}
