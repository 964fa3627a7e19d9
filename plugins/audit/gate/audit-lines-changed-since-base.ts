import { display, shortCommit } from 'perf-harness/plugin';
import { readAuditOptions } from '../command/read-audit-options.ts';
import { auditProject } from '../command/run-audit.ts';
import type { GateCheck } from './gate-check-types.ts';
import { judgeChangesAudit } from './judge-ci-gate-by-audit-of-changed-lines.ts';

/** The audit of the lines that changed since the base of a gate. */
export const auditChanges: GateCheck['prepare'] = async (request) => {
  const { host, config, value, project } = request;
  const options = readAuditOptions(host, config, { failOn: value });
  const severity = options.failOn ?? 'HIGH';
  return async ({ commit }, signal) => {
    const report = await auditProject({ ...request, signal }, { ...options, changed: commit });
    const changed = ['--changed', shortCommit(commit)];
    const words = ['perf-harness', 'audit', ...changed, '--fail-on', value, ...project];
    return judgeChangesAudit(report, severity, words.map(display.quoteCommandWord).join(' '));
  };
};
