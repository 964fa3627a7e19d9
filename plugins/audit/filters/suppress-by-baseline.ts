import { createHash } from 'node:crypto';
import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import type {
  AuditFinding,
  CompletedCategory,
  SuppressedFinding,
} from '../document/audit-document.ts';
import { recountCategory } from '../scoring/category-score.ts';

type TextOf = (file: string) => string | null;

export function createBaselineEntries(
  findings: readonly AuditFinding[],
  textOf: TextOf,
): readonly BaselineEntry[] {
  return findings.map((finding) => ({
    rule: finding.rule,
    file: finding.file,
    hash: fingerprintFinding(finding, textOf(finding.file) ?? ''),
  }));
}

/** Suppresses baseline findings, one per entry, so a copy of an old finding is new. */
export function suppressByBaseline(
  categories: readonly CompletedCategory[],
  known: readonly BaselineEntry[],
  textOf: TextOf,
): readonly CompletedCategory[] {
  const left = new Map<string, number>();
  for (const knownFinding of known)
    left.set(keyOf(knownFinding), (left.get(keyOf(knownFinding)) ?? 0) + 1);
  return categories.map((category) => {
    const marks = createBaselineEntries(category.findings, textOf);
    const old = category.findings.filter((_, index) => {
      const mark = marks[index];
      const count = mark === undefined ? 0 : (left.get(keyOf(mark)) ?? 0);
      if (mark === undefined || count === 0) return false;
      left.set(keyOf(mark), count - 1);
      return true;
    });
    const gone = new Set(old);
    const suppressed = old.map(
      (finding): SuppressedFinding => ({ finding, by: 'baseline', reason: 'already known' }),
    );
    return recountCategory(category, {
      findings: category.findings.filter((finding) => !gone.has(finding)),
      suppressed: [...category.suppressed, ...suppressed],
    });
  });
}

function keyOf({ rule, file, hash }: BaselineEntry): string {
  return `${file}\0${rule}\0${hash}`;
}

const BASELINE_SCHEMA = 'perf-harness/audit-baseline@1';

const knownSchema = z
  .object({
    rule: z.string(),
    file: z.string(),
    hash: z.string(),
  })
  .readonly();
/** A finding that was there when the baseline was written, known by the code around it. */
export type BaselineEntry = z.infer<typeof knownSchema>;

const baselineSchema = z.object({
  schema: z.literal(BASELINE_SCHEMA),
  findings: z.array(knownSchema).readonly(),
});

/** Baseline that an audit is compared with. */
export interface OpenBaseline {
  readonly path: string;
  /** Set when the file is rewritten with all current findings. */
  readonly isUpdated: boolean;
  readonly known: readonly BaselineEntry[];
}

/** Opens a baseline and reads it, unless it is to be written. @throws UserError if unusable. */
export function openBaseline(host: Host, path: string, isUpdated: boolean): OpenBaseline {
  if (isUpdated) {
    host.files.probeWritable(path);
    return { path, isUpdated, known: [] };
  }
  return { path, isUpdated, known: readBaseline(host, path) };
}

/** @throws UserError if the file is missing, cannot be read, or has another version. */
function readBaseline({ files }: Pick<Host, 'files'>, path: string): readonly BaselineEntry[] {
  const text = files.read(path);
  if (text === null) throw wrong(path, 'there is no such file');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong(path, 'the file is not JSON');
  }
  const read = baselineSchema.safeParse(value);
  if (read.success) return read.data.findings;
  const version = z.looseObject({ schema: z.string() }).safeParse(value).data?.schema;
  if (version !== undefined && version !== BASELINE_SCHEMA) {
    throw wrong(path, `the file has schema ${version}, but this release reads ${BASELINE_SCHEMA}`);
  }
  const [issue] = read.error.issues;
  throw wrong(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** Sorted, so that the same findings give the same file. */
export function writeBaseline(
  { files }: Pick<Host, 'files'>,
  path: string,
  findings: readonly BaselineEntry[],
): void {
  const keyOf = ({ file, rule, hash }: BaselineEntry): string => `${file}\0${rule}\0${hash}`;
  const sorted = [...findings].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const text = JSON.stringify({ schema: BASELINE_SCHEMA, findings: sorted }, null, 2);
  files.writeAtomic(path, `${text}\n`);
}

function wrong(path: string, what: string): UserError {
  return new UserError({
    code: 'audit-baseline',
    message: `Cannot use the baseline ${path}: ${what}.`,
    remedy: 'Rewrite the baseline with --update-baseline, and review its new entries.',
    exitCode: EXIT.baseline,
  });
}

/** Number of lines before and after a finding that are part of its fingerprint. */
const AROUND = 2;
/** Maximum number of lines of a finding in its fingerprint; a call may span a whole function. */
const MOST_LINES = 10;

/**
 * Returns an identity of a finding that survives moves within its file: the code around it, without
 * indentation, trailing spaces and empty lines.
 */
function fingerprintFinding({ line, end_line: end }: AuditFinding, text: string): string {
  const written = text.split('\n');
  const lines = written.map((rawLine) => rawLine.trim());
  const last = Math.min(end, line + MOST_LINES) - 1;
  const filled = (from: readonly string[]): readonly string[] =>
    from.filter((codeLine) => codeLine !== '');
  const code = [
    ...filled(lines.slice(0, line - 1)).slice(-AROUND),
    ...filled(lines.slice(line - 1, last + 1)),
    ...filled(lines.slice(last + 1, blockEnd(written, line - 1, last + 1))).slice(0, AROUND),
  ];
  return createHash('sha256').update(code.join('\n')).digest('hex').slice(0, 16);
}

/** Returns the end of the block of a line, since the code after it is unrelated. */
function blockEnd(lines: readonly string[], start: number, from: number): number {
  const indent = (line: string): number => line.length - line.trimStart().length;
  const least = indent(lines[start] ?? '');
  const end = lines.findIndex(
    (line, index) => index >= from && line.trim() !== '' && indent(line) < least,
  );
  return end === -1 ? lines.length : end;
}
