import { join } from 'node:path';
import { type Host, loadAuditSchemas, openProjectCode, UserError } from 'perf-harness';
import { AUDITORS } from './auditors/auditors.ts';
import { reachOf } from './look/reach.ts';
import { runAuditor } from './run-auditor.ts';

/** Of an audit's folder: what every auditor is told. */
export const CONTEXT_FILE = 'context.json';
/** Of an audit's folder: what an auditor found. */
export const ANSWER_FILE = (auditor: string): string => `${auditor}.json`;
/** Before the name of a rule, printed as it begins. */
export const BEGINS = 'begins ';

/** What an auditor does in its own process. */
export interface Assignment {
  readonly auditor: string;
  readonly folder: string;
  /** Rules that did not end the last time. */
  readonly without: readonly string[];
}

/** Looks at the project of a context and leaves what it found beside it, whole or not at all. */
export async function answerAuditor(
  host: Host,
  { auditor: id, folder, without }: Assignment,
  signal: AbortSignal,
): Promise<void> {
  const auditor = AUDITORS.find((one) => one.id === id);
  const { auditContextSchema } = await loadAuditSchemas();
  const text = host.files.read(join(folder, CONTEXT_FILE));
  if (auditor === undefined || text === null) {
    throw new UserError({
      code: 'bad-assignment',
      message: `there is no auditor ${id}, or no ${CONTEXT_FILE} in ${folder}`,
      remedy: 'audit-worker is started by perf-harness audit alone.',
    });
  }
  const context = auditContextSchema.parse(JSON.parse(text));
  const code = await openProjectCode(host, context.codebase_root, { keep: true, signal });
  const audited = { code, context, reachedBy: reachOf(code) };
  const begin = (rule: string): void => host.terminal.out(`${BEGINS}${rule}\n`);
  const found = runAuditor(auditor, audited, { begin, without });
  host.files.writeAtomic(join(folder, ANSWER_FILE(id)), JSON.stringify(found));
}
