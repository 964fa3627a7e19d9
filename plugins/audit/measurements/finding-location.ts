import { join } from 'node:path';
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { AuditFinding } from '../document/audit-document.ts';
import type {
  FileCoverage,
  FunctionCoverage,
  MeasuredLocation,
} from './scenario-evidence-types.ts';

/** Place of a finding, in the terms of the measurements. */
export interface FindingLocation {
  /** Absolute, as the program names its files. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** Innermost function around the finding; null if there is none or no code of its file ran. */
  readonly function: FunctionCoverage | null;
  readonly coverage: LocationCoverage;
}

/** Coverage of a place by the scenario. */
export type LocationCoverage =
  /** `calls`: calls of the function. `iterations`: most runs of the line or loop around it. */
  | { readonly type: 'yes'; readonly calls: number; readonly iterations: number }
  | { readonly type: 'no'; readonly why: string }
  | { readonly type: 'unknown' };

/** @param root - As the program names it, with all links followed. */
export function locateFinding(
  finding: AuditFinding,
  { passes, unmapped }: Pick<ScenarioEvidence, 'passes' | 'unmapped'>,
  root: string,
): FindingLocation {
  const file = join(root, finding.file);
  const place = { file, line: finding.line, endLine: finding.end_line };
  if (passes === null) return { ...place, function: null, coverage: { type: 'unknown' } };
  const found = passes.find((pass) => pass.file === file);
  if (found === undefined) {
    // A bundle whose source map cannot be followed may have contained the file.
    const coverage: LocationCoverage =
      passes.length === 0 || unmapped > 0
        ? { type: 'unknown' }
        : { type: 'no', why: 'no code in the file ran' };
    return { ...place, function: null, coverage };
  }
  const around = functionAround(found, place.line);
  return { ...place, function: around, coverage: findCoverage(found, finding, around) };
}

export function isCallAtFinding(
  { file, line, endLine }: FindingLocation,
  calls: readonly MeasuredLocation[],
): boolean {
  return calls.some((place) => place.file === file && place.line >= line && place.line <= endLine);
}

export function isCallInFunction(
  { file, function: around, line, endLine }: FindingLocation,
  calls: readonly MeasuredLocation[],
): boolean {
  const { fromLine, toLine } = around ?? { fromLine: line, toLine: endLine };
  return calls.some(
    (place) => place.file === file && place.line >= fromLine && place.line <= toLine,
  );
}

function functionAround({ functions }: FileCoverage, line: number): FunctionCoverage | null {
  const around = functions.filter(({ fromLine, toLine }) => fromLine <= line && line <= toLine);
  const size = ({ fromLine, toLine }: FunctionCoverage): number => toLine - fromLine;
  return around.toSorted((a, b) => size(a) - size(b))[0] ?? null;
}

function findCoverage(
  file: FileCoverage,
  finding: AuditFinding,
  around: FunctionCoverage | null,
): LocationCoverage {
  if (around !== null && around.calls === 0) {
    return {
      type: 'no',
      why: `${around.name === '' ? 'its function' : around.name} is not called`,
    };
  }
  const counts = listLineCounts(file, finding.line, finding.end_line);
  if (counts.length === 0) return { type: 'unknown' };
  if (counts.every(({ most }) => most === 0)) return { type: 'no', why: 'the line does not run' };
  const from = loopLine(finding, around);
  // The head of a loop runs once more than its body.
  const inside = listLineCounts(file, Math.min(from + 1, finding.line), finding.line);
  const iterations = Math.max(0, ...inside.map(({ most }) => most));
  const loopEntered = file.lines.get(from)?.entered ?? 0;
  const calls = around?.calls ?? loopEntered;
  return { type: 'yes', calls: Math.max(1, calls), iterations };
}

/** Returns the line where the loop begins, as named in the rule's evidence; else the finding's. */
function loopLine(finding: AuditFinding, around: FunctionCoverage | null): number {
  const least = around?.fromLine ?? 1;
  const named = finding.evidence
    .filter(({ file, line }) => file === finding.file && line >= least && line <= finding.line)
    .map(({ line }) => line);
  return named.length === 0 ? finding.line : Math.max(...named);
}

function listLineCounts({ lines }: FileCoverage, from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, offset) => lines.get(from + offset)).flatMap(
    (passes) => passes ?? [],
  );
}
