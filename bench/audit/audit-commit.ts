import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { ROOT } from '../built-package.ts';
import { checkOutFiles } from './check-out-files.ts';

export interface AuditedCommit {
  /** null: the audit did not finish analysing its data within its time limit. */
  readonly report: AuditReport | null;
  /** Requested files that could not be written, since the clone lacks them. */
  readonly missing: ReadonlySet<string>;
}

/** Audits a commit of a clone in a temporary folder. */
export function auditCommit(
  mirror: string,
  commit: string,
  {
    top = '',
    files = [],
    flags = [],
    limitMs,
  }: {
    /** Folder to audit; empty: the whole repository. */
    readonly top?: string;
    readonly files?: readonly string[];
    readonly flags?: readonly string[];
    readonly limitMs: number;
  },
): AuditedCommit {
  const folder = mkdtempSync(join(tmpdir(), 'audit-commit-'));
  const project = join(folder, 'project');
  mkdirSync(project);
  try {
    checkOutFiles(mirror, commit, top, project);
    const missing = new Set(files.filter((file) => !existsSync(join(project, file))));
    const out = join(folder, 'audit.json');
    const args = ['audit', project, ...flags, '--reporter', `json=${out}`];
    spawnSync(process.execPath, [join(ROOT, 'cli/bin.ts'), ...args], {
      cwd: project,
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    const report = existsSync(out) ? (JSON.parse(readFileSync(out, 'utf8')) as AuditReport) : null;
    return { report, missing };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
