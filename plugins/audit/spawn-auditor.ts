import { join } from 'node:path';
import type { Host, processes } from 'perf-harness/plugin';
import { type AuditCategory, auditCategorySchema } from './document/audit-document.ts';
import type { Auditor } from './rule.ts';
import { auditorResultFile, RULE_START_PREFIX } from './run-auditor-from-audit-folder.ts';

export interface AuditorRequest {
  readonly auditor: Omit<Auditor, 'rules'>;
  /** Folder of the audit, which contains the context and receives the result. */
  readonly folder: string;
  readonly root: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Maximum number of rules to skip because they never end. */
const MOST_ENDLESS = 3;
/** Length of the last output that is reported if the auditor gives no result. */
const LAST_CHARACTERS = 300;

/**
 * Runs an auditor in its own process, which receives the context and nothing from the other
 * auditors (AUD-02). A rule that exceeds the timeout is named and skipped; any other failure is an
 * error of the auditor.
 */
export async function spawnAuditor(
  host: Host,
  launch: processes.Launch,
  request: AuditorRequest,
): Promise<AuditCategory> {
  const { auditor } = request;
  const failed = (reason: string): AuditCategory => {
    const { id, category, priority } = auditor;
    return { auditor: id, category, priority, status: 'error', reason };
  };
  const endless: string[] = [];
  while (endless.length <= MOST_ENDLESS) {
    const ended = await runOnce(host, launch, request, endless);
    if (ended.type === 'answer')
      return (
        (await readAnswer(ended.text, auditor.id)) ??
        failed("the auditor's answer has an unexpected format")
      );
    if (ended.type === 'failed') return failed(ended.reason);
    endless.push(ended.rule);
  }
  return failed(`rules that do not terminate: ${endless.join(', ')}`);
}

type Ended =
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'endless'; readonly rule: string };

async function runOnce(
  { processes, files }: Host,
  { file, args }: processes.Launch,
  { auditor, folder, root, timeoutMs, signal }: AuditorRequest,
  endless: readonly string[],
): Promise<Ended> {
  const answer = join(folder, auditorResultFile(auditor.id));
  files.remove(answer);
  const result = await processes.exec({
    file,
    args: [...args, 'audit-worker', auditor.id, folder, ...endless],
    cwd: root,
    timeoutMs,
    signal,
  });
  signal.throwIfAborted();
  if (result.timedOut) {
    const rule = result.stdout
      .trim()
      .split('\n')
      .findLast((line) => line.startsWith(RULE_START_PREFIX));
    if (rule !== undefined) return { type: 'endless', rule: rule.slice(RULE_START_PREFIX.length) };
    const seconds = Math.round(timeoutMs / 1000);
    return {
      type: 'failed',
      reason: `the auditor was stopped after reading the project for ${seconds} s`,
    };
  }
  const text = files.read(answer);
  if (text !== null) return { type: 'answer', text };
  const words = result.stderr.trim().slice(-LAST_CHARACTERS).replace(/\s+/gu, ' ');
  return {
    type: 'failed',
    reason: `the auditor exited without an answer${words === '' ? '' : `: ${words}`}`,
  };
}

/** Parses the result; returns null if it is invalid or from another auditor. */
async function readAnswer(text: string, auditor: string): Promise<AuditCategory | null> {
  try {
    const read = auditCategorySchema.safeParse(JSON.parse(text));
    return read.success && read.data.auditor === auditor ? read.data : null;
  } catch {
    return null;
  }
}
