import { describeMeasuredSettings } from './model/documents/describe-settings-affecting-comparability.ts';
import type { RunRecord } from './model/documents/run-record.ts';
import type { Finding } from './model/finding.ts';
import type { Imported } from './model/imported-run.ts';
import { findInvalidationReason } from './model/load-generator-saturation.ts';
import type { Environment } from './model/measurement-environment.ts';
import { nodeMajorVersion } from './model/noise-calibration-key.ts';

/** Result of checking whether two runs can be compared, with findings if they can. */
export interface Comparability {
  /** Reason why the runs cannot be compared; null if they can. */
  readonly reason: string | null;
  /** True if either run was measured while other processes used the machine. */
  readonly isBusy: boolean;
  readonly findings: readonly Finding[];
}

/** Name of the tool that measured a run that is not imported. */
const OWN_NAME = 'perf-harness';

/** Maximum length of a setting's value in a reason. */
const MAX_VALUE_LENGTH = 60;

/** Compares machine, runtime and settings of two runs of one scenario. */
export function compareRunConditions(base: RunRecord, head: RunRecord): Comparability {
  const reason =
    explainMissingSample(base, 'base') ??
    explainMissingSample(head, 'head') ??
    explainToolMismatch(base, head) ??
    explainEnvironmentMismatch(base, head) ??
    explainSettingsMismatch(base, head);
  const isBusy = wasBusy(base) || wasBusy(head);
  return { reason, isBusy, findings: reason === null ? listFindings(base, head) : [] };
}

function explainMissingSample(run: RunRecord, side: string): string | null {
  const invalid = findInvalidationReason(run.findings);
  if (invalid !== null) return `the ${side} run is void: ${invalid}`;
  if (Object.keys(run.metrics).length > 0) return null;
  if (run.field !== undefined) {
    return `the ${side} run is field data from a changing set of users, so its 75th percentile is judged but not compared`;
  }
  return `the ${side} run is ${run.state} and has no measurements`;
}

/** Refuses runs of different tools, which do not measure the same, even under the same name. */
function explainToolMismatch(
  { imported: a }: RunRecord,
  { imported: b }: RunRecord,
): string | null {
  if (a?.format === b?.format) return null;
  return `measured by different programs: ${a?.tool ?? OWN_NAME} and ${b?.tool ?? OWN_NAME}`;
}

function explainEnvironmentMismatch(
  { environment: a, imported: fromA }: RunRecord,
  { environment: b, imported: fromB }: RunRecord,
): string | null {
  if (a !== null && b !== null)
    return explainMachineMismatch(a.machine, b.machine) ?? explainRuntimeMismatch(a, b);
  const [machineA, machineB] = [fromA?.machine ?? null, fromB?.machine ?? null];
  if (machineA === null || machineB === null || machineA === machineB) return null;
  return `different machines: ${machineA} and ${machineB}`;
}

function explainMachineMismatch(
  a: Environment['machine'],
  b: Environment['machine'],
): string | null {
  if (a.arch !== b.arch) return `different architectures: ${a.arch} and ${b.arch}`;
  if (a.id === b.id) return null;
  // Host names are left out, since the reason appears in public comments.
  const [machine, other] = [a, b].map(({ cpuModel, cpuCount }) => `${cpuCount} × ${cpuModel}`);
  return machine === other
    ? `different machines, each with ${machine}`
    : `different machines: ${machine} and ${other}`;
}

function explainRuntimeMismatch(
  { runtime: a }: Pick<Environment, 'runtime'>,
  { runtime: b }: Pick<Environment, 'runtime'>,
): string | null {
  if (nodeMajorVersion(a.node) !== nodeMajorVersion(b.node))
    return `different Node.js versions: ${a.node} and ${b.node}`;
  return v8MinorVersion(a.v8) === v8MinorVersion(b.v8)
    ? null
    : `different V8 versions: ${a.v8} and ${b.v8}`;
}

/** Returns V8's version without its patch level and the suffix of Node's build. */
function v8MinorVersion(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

function explainSettingsMismatch(base: RunRecord, head: RunRecord): string | null {
  if (base.kind !== head.kind) return `different kinds: ${base.kind} and ${head.kind}`;
  const [a, b] = [describeMeasuredSettings(base), describeMeasuredSettings(head)];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const different = keys.filter((key) => a[key] !== b[key]);
  if (different.length === 0) return null;
  const described = different.map((key) => `${key} ${shorten(a[key])} against ${shorten(b[key])}`);
  return `different settings: ${described.join('; ')}`;
}

function shorten(text: string | undefined): string {
  if (text === undefined) return 'not set';
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

/** True if a check before the first trial warned that the machine was busy. */
function wasBusy(run: RunRecord): boolean {
  return run.findings.some(({ id, level }) => id === 'busy-machine' && level !== 'info');
}

function listFindings(base: RunRecord, head: RunRecord): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [run, side] of [
    [base, 'base'],
    [head, 'head'],
  ] as const) {
    if (wasBusy(run)) findings.push(busyRun(run, side));
    if (run.state === 'completed') continue;
    findings.push({
      id: 'incomplete-run',
      level: 'warning',
      message: `The run of "${run.scenario}" in the ${side} is ${run.state}, so only the measurements it completed are compared.`,
      remedy: `Measure it again: perf-harness run "${run.scenario}"`,
    });
  }
  const [a, b] = [base.environment, head.environment];
  if (a === null || b === null) return [...findings, ...listImportFindings(base, head)];
  if (a.runtime.node !== b.runtime.node) {
    findings.push({
      id: 'other-node',
      level: 'warning',
      message: `"${head.scenario}" was measured on Node.js ${a.runtime.node} and ${b.runtime.node}; any difference may be due to the version.`,
      remedy: 'Measure both sides of the comparison on the same Node.js version.',
    });
  }
  if (a.harness.version !== b.harness.version) {
    findings.push({
      id: 'other-harness',
      level: 'info',
      message: `"${head.scenario}" was measured by perf-harness ${a.harness.version} and ${b.harness.version}, which may measure differently.`,
      remedy: 'Save the baseline again with this version.',
    });
  }
  return findings;
}

function busyRun(run: RunRecord, side: string): Finding {
  return {
    id: 'busy-run',
    level: 'warning',
    message: `The machine was busy when "${run.scenario}" was measured for the ${side}, so any time difference may be due to that load.`,
    remedy: 'Measure it again when the machine is idle.',
  };
}

function listImportFindings(base: RunRecord, head: RunRecord): readonly Finding[] {
  const [a, b] = [base.imported, head.imported];
  if (a === undefined || b === undefined) return [];
  return [
    ...listImportLimitations(base, head),
    ...unknownMachine(a, b),
    ...otherVersions(head.scenario, a, b),
  ];
}

function listImportLimitations(base: RunRecord, head: RunRecord): readonly Finding[] {
  const known = new Map(
    [...base.findings, ...head.findings].map((finding) => [finding.message, finding]),
  );
  return [...known.values()].filter(({ id }) => id.startsWith('import-'));
}

function unknownMachine(a: Imported, b: Imported): readonly Finding[] {
  if (a.machine !== null && b.machine !== null) return [];
  return [
    {
      id: 'import-machine',
      level: 'warning',
      message: `The ${a.tool} files do not say which machine recorded them, so it is unknown whether both sides ran on the same machine.`,
      remedy: 'Compare only measurements taken on the same machine at about the same time.',
    },
  ];
}

function otherVersions(scenario: string, a: Imported, b: Imported): readonly Finding[] {
  const pairs = [
    [a.tool, a.version, b.version],
    ['the runtime', a.runtime, b.runtime],
  ] as const;
  return pairs
    .filter(([, before, after]) => before !== null && after !== null && before !== after)
    .map(([what, before, after]) => ({
      id: 'import-versions',
      level: 'warning',
      message: `"${scenario}": ${what} was ${before} in the base and ${after} in the head; any difference may be due to the version.`,
      remedy: 'Measure both sides with the same versions.',
    }));
}

const STORAGE_METRICS: ReadonlySet<string> = new Set(['io_read', 'io_write']);

/**
 * Returns the reason why a counted metric, which is normally comparable across machines, is not
 * comparable between these two runs; null if it is. V8 and the C library select code by the
 * features of the processor, and each version of Node.js compiles differently. Storage traffic
 * depends on the page cache and the file system.
 */
export function explainCountedMismatch(
  metric: string,
  base: RunRecord,
  head: RunRecord,
): string | null {
  const [a, b] = [base.environment, head.environment];
  if (a === null || b === null) return null;
  if (STORAGE_METRICS.has(metric)) {
    const isOther = a.machine.id !== b.machine.id;
    return isOther
      ? 'the value depends on the page cache and file system, and the machines differ'
      : null;
  }
  if (metric !== 'instructions') return null;
  const [modelA, modelB] = [a.machine.cpuModel, b.machine.cpuModel];
  if (modelA !== modelB) return `different processors: ${modelA} and ${modelB}`;
  const [nodeA, nodeB] = [a.runtime.node, b.runtime.node];
  return nodeA === nodeB ? null : `different Node.js versions: ${nodeA} and ${nodeB}`;
}
