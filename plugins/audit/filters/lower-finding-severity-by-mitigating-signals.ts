import { loopBound } from '../../analysis/index.ts';
import type {
  AdvisoryFinding,
  AuditFinding,
  CompletedCategory,
} from '../document/audit-document.ts';
import { lowerSeverity } from '../document/audit-severities.ts';
import type { AuditedCode } from '../rule.ts';
import { recountCategory } from '../scoring/category-score.ts';

/**
 * Checks whose findings depend on their location (SH6-11): blocking_io, redundant_fetch,
 * transaction_wide and cpu_bound. A missing rollback and row-by-row updates do not, however small
 * their data is.
 */
const WEIGHED: ReadonlySet<string> = new Set([
  'blocking_io_in_async',
  'redundant_fetch',
  'scope_too_wide',
  'missing_to_thread',
]);
/** Number of signals that makes a finding advisory; fewer signals lower it by one severity. */
const ADVISORY = 3;

export function adjustBySignals(
  category: CompletedCategory,
  signalsOf: (finding: AuditFinding) => readonly string[],
): CompletedCategory {
  const advisory: AdvisoryFinding[] = [];
  const findings = category.findings.flatMap((finding) => {
    const signals = WEIGHED.has(finding.check) ? signalsOf(finding) : [];
    if (signals.length === 0) return [finding];
    if (signals.length < ADVISORY) return [lowered(finding, signals)];
    advisory.push({ finding, reason: signals.join('; ') });
    return [];
  });
  return recountCategory(category, { findings, advisory: [...category.advisory, ...advisory] });
}

function lowered(finding: AuditFinding, signals: readonly string[]): AuditFinding {
  const { severity, file, line, evidence } = finding;
  const lower = lowerSeverity(severity);
  if (lower === severity) return finding;
  const text = `${lower} rather than ${severity}: ${signals.join('; ')}`;
  return { ...finding, severity: lower, evidence: [...evidence, { file, line, text }] };
}

/** Names of setup functions, which run once before any request. */
const SET_UP = /^(?:__init__|set_?up|bootstrap|migrate)(?:$|_|[A-Z])/u;
const TASK_FILE = /(?:^|\/)(?:tasks?|jobs?|cron)(?:\/|\.\w+$)/u;
/** Code that ends or limits work that takes too long. */
const SAFEGUARD =
  /\btimeout\s*[=:(]|\bwait_for\s*\(|\bmove_on_after\s*\(|\bfail_after\s*\(|AbortSignal\.timeout\b|\bCircuitBreaker\b|\bcircuit_breaker\b|\bSemaphore\s*\(/u;
/** Lines around a finding that are near, within its function. */
const NEARBY_LINES = 5;
/** SH6-11: below these, data is small. */
const SMALL_BYTES = 100 * 1024;
const SMALL_ITEMS = 100;

/** Returns the signals that a finding matters less; each counts one (SH6-11). */
export function findMitigatingSignals(
  finding: AuditFinding,
  audited: AuditedCode,
): readonly string[] {
  const { file, line } = finding;
  const within = enclosing(finding, audited);
  const name = within?.name.split('.').at(-1) ?? '';
  const lines = (audited.code.textOf(file) ?? '').split('\n');
  const first = Math.max(line - NEARBY_LINES, within?.line ?? 1);
  const last = Math.min(finding.end_line + NEARBY_LINES, within?.endLine ?? lines.length);
  const near = lines.slice(first - 1, last).filter((line) => !/^\s*(?:#|\/\/)/u.test(line));
  return [
    ...(SET_UP.test(name) ? [`${name} is setup code`] : []),
    ...(TASK_FILE.test(file) ? ['the code is in a task file'] : []),
    ...(near.some((line) => SAFEGUARD.test(line)) ? ['a timeout or safeguard is nearby'] : []),
    ...(isSmall(finding, audited, lines) ? ['the data is small'] : []),
  ];
}

function enclosing({ file, line }: AuditFinding, { code }: AuditedCode) {
  return code.facts.functions
    .filter(
      (codeFunction) =>
        codeFunction.file === file && codeFunction.line <= line && line <= codeFunction.endLine,
    )
    .reduce<(typeof code.facts.functions)[number] | null>(
      (inner, codeFunction) =>
        inner === null || codeFunction.line >= inner.line ? codeFunction : inner,
      null,
    );
}

/** A file of the project that is named there, or a loop that is known to end soon. */
function isSmall(
  { file, line, end_line: end }: AuditFinding,
  { code }: AuditedCode,
  lines: readonly string[],
): boolean {
  const written = lines.slice(line - 1, end).join('\n');
  const named = [...written.matchAll(/(["'])([\w./-]+)\1/gu)].map((match) => match[2] ?? '');
  const sizes = named.flatMap((path) => {
    const text = path.split('/').includes('..') ? null : code.textOf(path);
    return text === null ? [] : [Buffer.byteLength(text)];
  });
  if (sizes.length > 0) return sizes.every((bytes) => bytes < SMALL_BYTES);
  const root = code.syntaxOf(file);
  const kind = file.endsWith('.py') ? 'call' : 'call_expression';
  const call = root
    ?.findAll({ rule: { kind } })
    .find((node) => node.range().start.line === line - 1);
  const most = call === undefined ? null : (loopBound(call)?.most ?? null);
  return most !== null && most < SMALL_ITEMS;
}
