import { join } from 'node:path';
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { AuditFinding } from '../document/audit-document.ts';
import type { FilePasses, FunctionPasses, MeasuredPlace } from './evidence.ts';

/** Where a finding stands, as what was measured of it names places. */
export interface FindingPlace {
  /** Absolute, as the program names its files. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** The innermost function around it; null: it is in none, or nothing of its file was passed. */
  readonly function: FunctionPasses | null;
  readonly passed: Passed;
}

/** Whether the scenario came there. */
export type Passed =
  /** How often the function was called, the line was run, and what it stands in went round. */
  | { readonly type: 'yes'; readonly calls: number; readonly turns: number }
  | { readonly type: 'no'; readonly why: string }
  | { readonly type: 'unknown' };

/** @param root - As the program names it, with all links followed. */
export function placeOf(
  finding: AuditFinding,
  { passes, unmapped }: Pick<ScenarioEvidence, 'passes' | 'unmapped'>,
  root: string,
): FindingPlace {
  const file = join(root, finding.file);
  const place = { file, line: finding.line, endLine: finding.end_line };
  if (passes === null) return { ...place, function: null, passed: { type: 'unknown' } };
  const found = passes.find((pass) => pass.file === file);
  if (found === undefined) {
    // A bundle whose map cannot be followed may have held it.
    const passed: Passed =
      passes.length === 0 || unmapped > 0
        ? { type: 'unknown' }
        : { type: 'no', why: 'nothing of its file ran' };
    return { ...place, function: null, passed };
  }
  const around = functionAround(found, place.line);
  return { ...place, function: around, passed: passedAt(found, finding, around) };
}

/** Whether a call stands in the lines of a finding. */
export function isAt(
  { file, line, endLine }: FindingPlace,
  called: readonly MeasuredPlace[],
): boolean {
  return called.some((place) => place.file === file && place.line >= line && place.line <= endLine);
}

/** Whether a call stands in the function that a finding is in. */
export function isInFunction(
  { file, function: around, line, endLine }: FindingPlace,
  called: readonly MeasuredPlace[],
): boolean {
  const { fromLine, toLine } = around ?? { fromLine: line, toLine: endLine };
  return called.some(
    (place) => place.file === file && place.line >= fromLine && place.line <= toLine,
  );
}

function functionAround({ functions }: FilePasses, line: number): FunctionPasses | null {
  const around = functions.filter(({ fromLine, toLine }) => fromLine <= line && line <= toLine);
  const size = ({ fromLine, toLine }: FunctionPasses): number => toLine - fromLine;
  return around.toSorted((a, b) => size(a) - size(b))[0] ?? null;
}

function passedAt(file: FilePasses, finding: AuditFinding, around: FunctionPasses | null): Passed {
  if (around !== null && around.calls === 0) {
    return {
      type: 'no',
      why: `${around.name === '' ? 'its function' : around.name} is not called`,
    };
  }
  const own = linesOf(file, finding.line, finding.end_line);
  if (own.length === 0) return { type: 'unknown' };
  if (own.every(({ most }) => most === 0)) return { type: 'no', why: 'its line is not run' };
  const from = loopLine(finding, around);
  // The head of a loop is passed once more than what is in it.
  const inside = linesOf(file, Math.min(from + 1, finding.line), finding.line);
  const turns = Math.max(0, ...inside.map(({ most }) => most));
  const loopEntered = file.lines.get(from)?.entered ?? 0;
  const calls = around?.calls ?? loopEntered;
  return { type: 'yes', calls: Math.max(1, calls), turns };
}

/** Where what goes round begins: the rule has named it among its evidence; else the function. */
function loopLine(finding: AuditFinding, around: FunctionPasses | null): number {
  const least = around?.fromLine ?? 1;
  const named = finding.evidence
    .filter(({ file, line }) => file === finding.file && line >= least && line <= finding.line)
    .map(({ line }) => line);
  return named.length === 0 ? finding.line : Math.max(...named);
}

function linesOf({ lines }: FilePasses, from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, offset) => lines.get(from + offset)).flatMap(
    (passes) => passes ?? [],
  );
}
